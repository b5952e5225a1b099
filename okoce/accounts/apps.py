from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "okoce.accounts"
    label = "accounts"
