{% load static %}{% autoescape off %}// What it keeps, and by which name: with another file this is another worker.
import { begin } from "{% static "js/keep.js" %}";

begin({{ told }});
{% endautoescape %}
