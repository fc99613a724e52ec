"""A Slack on the loopback interface: it signs and sends what Slack sends, and answers what Slack answers.

Payloads, errors and limits follow the reference at https://docs.slack.dev; it also misbehaves on request. Its ledger
(`calls`, `posts`, `views` ...) holds what the app did, as people in Slack would see it.
"""

from botkit.testing.fake_slack.ledger import Call, Misbehaviour, Payload
from botkit.testing.fake_slack.slack import Answer, FakeSlack

__all__ = ["Answer", "Call", "FakeSlack", "Misbehaviour", "Payload"]
