from concurrent.futures import ThreadPoolExecutor

from tests.store.talk import OpenStore


class SecretsContract:
    """The contract of every keeper of secrets."""

    def test_a_secret_is_the_same_for_all_processes_and_another_for_each_name(self, open_store: OpenStore) -> None:
        with ThreadPoolExecutor(4) as pool:
            found = set(pool.map(lambda store: store.secrets.secret("a"), [open_store() for _ in range(4)]))
        assert [len(secret) for secret in found] == [32]
        assert open_store().secrets.secret("b") not in found


class TestSqlSecrets(SecretsContract):
    """On SQLite and PostgreSQL."""
