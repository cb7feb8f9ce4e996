import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings


@pytest.mark.django_db
def test_health_is_one_look_at_the_database(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        response = client.get("/healthz/")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.django_db(transaction=True)
def test_health_without_a_database_is_503(client: Client) -> None:
    connection.close()
    address = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = "a database that nobody made"
    try:
        response = client.get("/healthz/")
    finally:
        connection.settings_dict["NAME"] = address

    assert (response.status_code, response["Cache-Control"]) == (503, "no-store")


@pytest.mark.django_db
def test_health_answers_whatever_the_host(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["example.org"]

    assert client.get("/healthz/", headers={"host": "10.0.0.7:8000"}).status_code == 200
