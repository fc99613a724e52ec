"""`botkit staff`: who may sign in to the console."""

from tests import small_bot
from tests.small_bot import SmallBot


def test_accounts_are_added_changed_listed_and_removed(unbuilt: SmallBot) -> None:
    def run(what: str, *arguments: str, typed: bytes = b"") -> str:
        bot, *more = (str(unbuilt.folder), *arguments)
        done = small_bot.run("staff", what, bot, *more, "--data", str(unbuilt.data), stdin=typed)
        return f"{done.status} {done.out}{done.err}"

    password = b"correct horse battery\n"
    assert run("add", "Ada", "--name", "Ada King", typed=password) == "0 Ada: agent may sign in\n"
    assert run("add", "ada", "--role", "admin", typed=password) == "0 ada: admin may sign in\n"
    assert run("list") == "0 ada\tadmin\tada\n"
    assert run("add", "eve", typed=b"short\n").startswith("2 error: the password is too short")
    assert run("remove", "ada") == "0 ada: removed\n"
    assert run("remove", "ada").startswith("2 error: there is no account 'ada'")
    assert run("list") == "0 "
