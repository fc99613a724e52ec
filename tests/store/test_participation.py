from tests.store.talk import OpenStore, message


class ParticipationContract:
    """The contract of every memory of participation."""

    def test_whether_the_bot_takes_part_is_known_to_all_processes(self, open_store: OpenStore) -> None:
        store, another = open_store(), open_store()
        assert store.participation.takes_part("c1") is None
        store.participation.take_part("c1", present=False)
        assert store.participation.takes_part("c1") is None
        store.inbox.accept(message("1"))
        assert another.participation.takes_part("c1") is True
        store.participation.take_part("c1", present=False)
        assert another.participation.takes_part("c1") is False
        another.participation.take_part("c1", present=True)
        assert store.participation.takes_part("c1") is True


class TestSqlParticipation(ParticipationContract):
    """On SQLite and PostgreSQL."""
