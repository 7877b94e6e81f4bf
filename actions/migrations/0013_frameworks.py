"""Sets of items; the plans and their axes become the first ones. 0014 takes the axes away."""

from datetime import date
from itertools import islice

import django.db.models.deletion
from django.db import migrations, models

SLIP = "à l’endroit de toutes des parties prenantes"  # copied from the minutes into our own list
MENDED = "à l’endroit de toutes les parties prenantes"


def forget(apps, schema_editor):
    """What could be undone of axes for an hour was remembered by their numbers."""
    changes = apps.get_model("actions", "LastChange").objects
    changes.filter(do__in=["set_axis", "clear_axis"]).delete()


def fill(apps, schema_editor):
    """Each plan a set, the last one the main; each axis an item; each action under its item."""
    tables = (apps.get_model("actions", name) for name in ("StrategicAxis", "Framework", "FrameworkItem"))
    axes, sets, items = (table.objects for table in tables)
    item_of, main = {}, axes.order_by("-first_year", "-last_year").first()
    for axis in axes.order_by("first_year", "last_year", "number"):
        framework, _ = sets.get_or_create(
            name=f"Axes stratégiques {axis.first_year}-{axis.last_year}",
            defaults={
                "word": "axe",
                "since": date(axis.first_year, 1, 1),
                "until": date(axis.last_year, 12, 31),
                "is_main": (axis.first_year, axis.last_year) == (main.first_year, main.last_year),
            },
        )
        wording = axis.title.replace(SLIP, MENDED)
        item_of[axis.pk] = items.create(
            framework=framework, code=str(axis.number), wording=wording, position=axis.number
        ).pk
    actions, links = (apps.get_model("actions", name) for name in ("ActionItem", "ClassifiedAction"))
    rows = actions.objects.exclude(axis=None).order_by("pk").values_list("pk", "axis")
    new = (links(action_id=pk, item_id=item_of[axis]) for pk, axis in rows.iterator(chunk_size=2000))
    while batch := list(islice(new, 2000)):
        links.objects.bulk_create(batch)


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0012_silence'),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='lastchange',
            name='do',
            field=models.CharField(choices=[('designate', 'Désigner'), ('classify', 'Classer'), ('verify', 'Vérifier\xa0: réalisé')], max_length=12, verbose_name='ce qui a été fait'),
        ),
        migrations.AlterField(
            model_name='actionupdate',
            name='kind',
            field=models.CharField(choices=[('report', 'point d’étape'), ('declared', 'déclaré fait'), ('closed', 'clos'), ('refused', 'refusé'), ('reopened', 'rouvert'), ('rescheduled', 'reconduit'), ('cancelled', 'annulé'), ('designated', 'structure désignée'), ('released', 'structure déchargée'), ('axis', 'classement'), ('withdrawn', 'retiré du compte rendu'), ('chased', 'relancé'), ('restored', 'remis dans le compte rendu')], max_length=12, verbose_name='événement'),
        ),
        migrations.CreateModel(
            name='Framework',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(blank=True, null=True, verbose_name='valable du')),
                ('until', models.DateField(blank=True, null=True, verbose_name='au')),
                ('name', models.CharField(error_messages={'unique': 'Un autre cadre porte déjà ce nom.'}, help_text='Avec ses années, pour que deux plans ne se confondent pas.', max_length=150, unique=True, verbose_name='nom')),
                ('word', models.CharField(help_text='Au singulier, en minuscules\xa0: axe, objectif, indicateur.', max_length=30, verbose_name='mot qui désigne un élément')),
                ('is_main', models.BooleanField(default=False, help_text='Celui que le tableau de bord montre d’abord\u202f; il n’y en a qu’un.', verbose_name='cadre principal')),
            ],
            options={
                'verbose_name': 'cadre',
                'ordering': ['-is_main', models.OrderBy(models.F('since'), descending=True, nulls_last=True), 'name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('since__lte', models.F('until'))), name='framework_days_in_order', violation_error_message='La fin vient avant le début\xa0: vérifiez les deux dates.'), models.UniqueConstraint(condition=models.Q(('is_main', True)), fields=('is_main',), name='one_main_framework', violation_error_message='Il y a déjà un cadre principal.')],
            },
        ),
        migrations.CreateModel(
            name='FrameworkItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(blank=True, null=True, verbose_name='valable du')),
                ('until', models.DateField(blank=True, null=True, verbose_name='au')),
                ('code', models.CharField(help_text='Par exemple 1, 2.3 ou IG-12.', max_length=40, verbose_name='code')),
                ('wording', models.TextField(max_length=1000, verbose_name='libellé')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='ordre')),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='actions.framework', verbose_name='cadre')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='children', to='actions.frameworkitem', verbose_name='sous l’élément')),
            ],
            options={
                'verbose_name': 'élément d’un cadre',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ClassifiedAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='classified', to='actions.actionitem')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s', to='actions.frameworkitem')),
            ],
            options={
                'verbose_name': 'classement',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='actionitem',
            name='items',
            field=models.ManyToManyField(related_name='actions', through='actions.ClassifiedAction', to='actions.frameworkitem', verbose_name='classé sous'),
        ),
        migrations.AddConstraint(
            model_name='frameworkitem',
            constraint=models.CheckConstraint(condition=models.Q(('since__lte', models.F('until'))), name='framework_item_days_in_order', violation_error_message='La fin vient avant le début\xa0: vérifiez les deux dates.'),
        ),
        migrations.AddConstraint(
            model_name='frameworkitem',
            constraint=models.UniqueConstraint(fields=('framework', 'code'), name='item_code_once_per_framework', violation_error_message='Un autre élément de ce cadre porte déjà ce code.'),
        ),
        migrations.AddConstraint(
            model_name='frameworkitem',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='framework_item_not_below_itself', violation_error_message='Un élément ne peut pas être placé sous lui-même.'),
        ),
        migrations.AddConstraint(
            model_name='classifiedaction',
            constraint=models.UniqueConstraint(fields=('action', 'item'), name='action_once_under_an_item'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
