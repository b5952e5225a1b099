import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from okoce.core.appendonly import never_deleted, owner_writes_trails

# Which lines a list has and whose they may be is what the matching says; what somebody decides is on their name.
GUARDS = """
CREATE FUNCTION official_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse('official_line_stays', 'of a line of a list nothing changes but where it lies, and its name goes');
END $$;
CREATE TRIGGER official_line_guard BEFORE UPDATE ON participants_listline FOR EACH ROW
    WHEN ((OLD.id, OLD.list_id, OLD.number, OLD.digest, OLD.nik_fingerprint, OLD.nik_tail, OLD.licence_number,
           OLD.licence_type, OLD.day, OLD.amount, OLD.birth_date)
          IS DISTINCT FROM
          (NEW.id, NEW.list_id, NEW.number, NEW.digest, NEW.nik_fingerprint, NEW.nik_tail, NEW.licence_number,
           NEW.licence_type, NEW.day, NEW.amount, NEW.birth_date)
          OR (NEW.name <> OLD.name AND NEW.name <> ''))
    EXECUTE FUNCTION official_line_guard();

CREATE FUNCTION match_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.loaded_by_id := (SELECT list.loaded_by_id FROM participants_listline line
                             JOIN participants_officiallist list ON list.id = line.list_id WHERE line.id = NEW.line_id);
        IF NEW.state <> 'proposed' THEN
            PERFORM refuse('match_is_proposed_first', 'whose a line is gets proposed, and then decided');
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.line_id, NEW.participant_id, NEW.method, NEW.loaded_by_id)
        IS DISTINCT FROM (OLD.id, OLD.line_id, OLD.participant_id, OLD.method, OLD.loaded_by_id) THEN
        PERFORM refuse('match_stays', 'of a match nothing changes but what was decided about it');
    END IF;
    IF NEW.state <> OLD.state AND (NEW.state = 'proposed' OR (NEW.state = 'undone') <> (OLD.state = 'confirmed')) THEN
        PERFORM refuse('match_is_confirmed_before_it_is_undone', 'a match is confirmed or refused, and one that was confirmed is taken back');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER match_guard BEFORE INSERT OR UPDATE ON participants_match
    FOR EACH ROW EXECUTE FUNCTION match_guard();

-- Whoever could say afterwards that somebody else loaded the list could decide about their own.
CREATE FUNCTION official_list_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.kind, NEW.issuer, NEW.as_of, NEW.loaded_by_id, NEW.loaded_at)
        IS DISTINCT FROM (OLD.id, OLD.kind, OLD.issuer, OLD.as_of, OLD.loaded_by_id, OLD.loaded_at) THEN
        PERFORM refuse('official_list_stays', 'what a list is, and who loaded it, stays as it was said');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER official_list_guard BEFORE UPDATE ON participants_officiallist
    FOR EACH ROW EXECUTE FUNCTION official_list_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("participants", "0029_merged_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="OfficialList",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("licences", "licensing office"), ("bank", "bank"), ("civil", "civil registry")],
                        max_length=8,
                        verbose_name="kind of office",
                    ),
                ),
                ("issuer", models.CharField(max_length=80, verbose_name="who issued the list")),
                ("as_of", models.DateField(verbose_name="as of")),
                (
                    "licence_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NIB", "NIB"),
                            ("IUMK", "IUMK"),
                            ("PIRT", "P-IRT"),
                            ("HALAL", "halal certificate"),
                            ("SIUP", "SIUP"),
                            ("TDP", "TDP"),
                            ("OTHER", "other licence"),
                        ],
                        max_length=6,
                    ),
                ),
                ("loaded_at", models.DateTimeField()),
                ("fingerprint", models.BinaryField(max_length=32)),
                ("file", models.FileField(blank=True, max_length=120, upload_to="lists/")),
                ("language", models.CharField(max_length=5)),
                ("headings", models.JSONField(default=list)),
                ("columns", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "columns to be named"),
                            ("reading", "being read"),
                            ("read", "read"),
                            ("failed", "not read"),
                        ],
                        default="sent",
                        max_length=7,
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0)),
                ("passed", models.PositiveIntegerField(default=0)),
                ("wrong", models.PositiveIntegerField(default=0)),
                ("mistakes", models.JSONField(default=list)),
                ("refusal", models.CharField(blank=True, max_length=400)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "loaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-loaded_at"],
            },
        ),
        migrations.CreateModel(
            name="ListLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="participants.officiallist",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("nik_fingerprint", models.BinaryField(max_length=32, null=True)),
                ("nik_tail", models.CharField(blank=True, max_length=4)),
                ("licence_number", models.CharField(blank=True, max_length=60)),
                (
                    "licence_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NIB", "NIB"),
                            ("IUMK", "IUMK"),
                            ("PIRT", "P-IRT"),
                            ("HALAL", "halal certificate"),
                            ("SIUP", "SIUP"),
                            ("TDP", "TDP"),
                            ("OTHER", "other licence"),
                        ],
                        max_length=6,
                    ),
                ),
                ("day", models.DateField(null=True)),
                ("amount", models.BigIntegerField(null=True)),
                ("birth_date", models.DateField(null=True)),
                ("name", models.CharField(blank=True, max_length=120)),
                (
                    "pile",
                    models.CharField(
                        choices=[("matched", "matched"), ("doubtful", "doubtful"), ("unmatched", "unmatched")],
                        default="unmatched",
                        max_length=9,
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Match",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("nik", "the same identity number"),
                            ("number", "the same licence number"),
                            ("name", "the same name and date of birth"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "to be decided"),
                            ("confirmed", "confirmed"),
                            ("refused", "somebody else"),
                            ("undone", "taken back"),
                        ],
                        default="proposed",
                        max_length=9,
                    ),
                ),
                ("made_it", models.BooleanField(default=False)),
                ("decided_at", models.DateTimeField(null=True)),
                ("because", models.CharField(blank=True, max_length=500, verbose_name="why it is taken back")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="matches", to="participants.listline"
                    ),
                ),
                (
                    "loaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="matches",
                        to="participants.milestone",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matches",
                        to="participants.participant",
                    ),
                ),
            ],
            options={
                "ordering": ["line__number", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MatchEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("nik", "the same identity number"),
                            ("number", "the same licence number"),
                            ("name", "the same name and date of birth"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "to be decided"),
                            ("confirmed", "confirmed"),
                            ("refused", "somebody else"),
                            ("undone", "taken back"),
                        ],
                        default="proposed",
                        max_length=9,
                    ),
                ),
                ("made_it", models.BooleanField(default=False)),
                ("decided_at", models.DateTimeField(null=True)),
                ("because", models.CharField(blank=True, max_length=500, verbose_name="why it is taken back")),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="participants.listline",
                    ),
                ),
                (
                    "loaded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="participants.milestone",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="participants.participant",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="participants.match",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.UniqueConstraint(fields=("line", "participant"), name="one_match_of_line_and_person"),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "confirmed")), fields=("line",), name="one_person_a_line"
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(("method__in", ["nik", "number", "name"])), name="match_method_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["proposed", "confirmed", "refused", "undone"])),
                name="match_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("state", "proposed")),
                    models.Q(
                        models.Q(("state", "proposed"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="match_is_decided_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("loaded_by")), _negated=True),
                name="decider_did_not_load_the_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "undone"), _negated=True),
                    models.Q(("because", ""), _negated=True),
                    _connector="OR",
                ),
                name="undone_match_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="match",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "participants_matchevent" ("because", "decided_at", "decided_by_id", "id", "line_id", "loaded_by_id", "made_it", "method", "milestone_id", "participant_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (OLD."because", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."line_id", OLD."loaded_by_id", OLD."made_it", OLD."method", OLD."milestone_id", OLD."participant_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."state"); RETURN NULL;',
                    hash="dbcdea128ec5a5d3c2f8cb234182f158025ff95c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f58a2",
                    table="participants_match",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="match",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "participants_matchevent" ("because", "decided_at", "decided_by_id", "id", "line_id", "loaded_by_id", "made_it", "method", "milestone_id", "participant_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (OLD."because", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."line_id", OLD."loaded_by_id", OLD."made_it", OLD."method", OLD."milestone_id", OLD."participant_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state"); RETURN NULL;',
                    hash="29d0ed534b5b671ac6b86b5fdb0baa7395938f84",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_993cc",
                    table="participants_match",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="officiallist",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["licences", "bank", "civil"])), name="official_list_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="officiallist",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["sent", "reading", "read", "failed"])),
                name="official_list_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="officiallist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "read"), _negated=True),
                    models.Q(("file", ""), ("read_at__isnull", False)),
                    _connector="OR",
                ),
                name="read_list_keeps_no_file",
            ),
        ),
        migrations.AddIndex(
            model_name="listline",
            index=models.Index(fields=["list", "pile", "number"], name="lines_of_a_pile"),
        ),
        migrations.AddIndex(
            model_name="listline",
            index=models.Index(
                condition=models.Q(("nik_fingerprint__isnull", False)),
                fields=["nik_fingerprint"],
                name="lines_of_a_nik",
            ),
        ),
        migrations.AddIndex(
            model_name="listline",
            index=models.Index(
                condition=models.Q(("licence_number", ""), _negated=True),
                fields=["licence_number"],
                name="lines_of_a_licence",
            ),
        ),
        migrations.AddIndex(
            model_name="listline",
            index=models.Index(
                condition=models.Q(("name", ""), _negated=True), fields=["list"], name="lines_with_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="listline",
            constraint=models.CheckConstraint(
                condition=models.Q(("pile__in", ["matched", "doubtful", "unmatched"])), name="pile_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="listline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", None), ("amount__gt", 0), _connector="OR"), name="line_amount_is_some"
            ),
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        never_deleted("participants_match"),
        owner_writes_trails(),
    ]
