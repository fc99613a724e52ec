from __future__ import annotations

import pytest

from botkit.knowledge.ingest.documents import Block

TABS = """import Tabs from '@theme/Tabs';
import {
  One,
  Two,
} from "./parts";

export const Price = () => {
  return 5;
};

{/* a comment with a { in it */}

## How

<Tabs groupId="os" values={[{label: 'Mac', value: 'm'}, {label: 'Windows', value: 'w'}]}>
  <TabItem value="m">

    Open *it*.

  </TabItem>
  <TabItem value="w" default>

- Wait.

  </TabItem>
</Tabs>

End.
"""


def test_tabs_stand_under_their_labels_and_programs_are_left_out(read):
    assert read("x.mdx", TABS).blocks == (
        Block("Open it.", ("How", "Mac")),
        Block("- Wait.", ("How", "Windows")),
        Block("End.", ("How",)),
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# {frontMatter.title}\n\nCall {frontMatter.phone} {'now'}{\" \"}or {props.x} later.",
         "Call 3636 now or … later."),
        ("<Admonition type=\"note\">\n\nNot **today**.\n\n</Admonition>", "Not today."),
        ("Open the <Badge>new</Badge> app and <Link to=\"https://a.example/x\">read on</Link>.",
         "Open the new app and [read on](https://a.example/x)."),
        ("<Card title=\"Refunds\" description={\"Within 5 days.\"} href=\"https://a.example/r\" />\n\nText.",
         "[Refunds](https://a.example/r)\n\nWithin 5 days.\n\nText."),
        ("<div style={{color: 'red'}} className=\"x\">\n\nText.\n\n</div>", "Text."),
        ("## Fees {#fees}\n\nText.", "Text."),
        ("It costs <Price id=\"a\" /> a day.\n\n<Toc />", "It costs … a day."),
        ("Type `<Tabs>` and `{x}`.\n\n```jsx\n<Card a={1} />\n```", "Type <Tabs> and {x}.\n\n<Card a={1} />"),
    ],
)  # fmt: skip
def test_components_are_shown_as_far_as_they_can_be_told(read, text, shown):
    assert read("x.mdx", f"---\ntitle: T\nphone: 3636\n---\n{text}").text == shown


def test_labels_of_tabs_may_stand_in_a_list(read):
    text = "<Tabs items={['Mac', \"Windows\"]}>\n  <Tab>Open *it*.</Tab>\n  <Tab>Wait.</Tab>\n</Tabs>"
    assert read("x.mdx", text).blocks == (Block("Open it.", ("Mac",)), Block("Wait.", ("Windows",)))


def test_an_article_without_programs_keeps_its_braces_and_its_names_in_brackets(read):
    text = "Import your contacts from 'Settings', then write {name} to <Name of the Person> or <COM>."
    assert read("x.md", text).text == text
