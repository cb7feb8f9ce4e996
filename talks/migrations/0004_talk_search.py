import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models.functions import Concat


class Migration(migrations.Migration):
    dependencies = [
        ("presenters", "0004_old_paths"),
        ("talks", "0003_old_paths"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="talk",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    models.Func(
                        Concat(
                            "title",
                            models.Value("\n"),
                            "abstract",
                            models.Value("\n"),
                            "description",
                            output_field=models.TextField(),
                        ),
                        function="lectern_fold",
                        output_field=models.TextField(),
                    ),
                    "gin_trgm_ops",
                ),
                name="talk_texts",
            ),
        ),
    ]
