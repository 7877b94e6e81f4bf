from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gtm', '0007_mend_doubles'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='agency',
            constraint=models.CheckConstraint(condition=models.Q(('parent', None), ('territory__isnull', False), _connector='OR'), name='antenne_has_a_territory', violation_error_message='Une antenne a un territoire\xa0: choisissez-le.'),
        ),
        migrations.AddConstraint(
            model_name='agency',
            constraint=models.CheckConstraint(condition=models.Q(('parent', None), ('is_collective', False), _connector='OR'), name='antenne_is_no_collective', violation_error_message='Un ensemble n’est pas une antenne.'),
        ),
        migrations.AddConstraint(
            model_name='agency',
            constraint=models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='antenne_is_not_its_own', violation_error_message='Une structure n’est pas sa propre antenne.'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('role', 'secretary'), ('until', None)), fields=('user', 'group'), name='secretary_of_a_group_once', violation_error_message='Cette personne a déjà ce rôle.'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('role', 'partner'), ('until', None)), fields=('user', 'agency'), name='partner_of_an_agency_once', violation_error_message='Cette personne a déjà ce rôle.'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('agency', None), ('group', None), ('until', None)), fields=('user', 'role'), name='role_without_a_place_once', violation_error_message='Cette personne a déjà ce rôle.'),
        ),
        migrations.AddConstraint(
            model_name='workinggroup',
            constraint=models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('body', 'territory'), name='one_active_group_per_body_and_territory', violation_error_message='Cette instance a déjà un groupe actif dans ce territoire.'),
        ),
    ]
