from __future__ import annotations

import pytest

from botkit.knowledge.ingest.documents import Block


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{% include toc.html %}\nText.", "Text."),
        ('A.\n\n{% include note.html content="Only **today**." %}\n\nB.', "A.\n\nOnly today.\n\nB."),
        ("{% if page.x %}One.{% else %}Two.{% endif %} Three.", "One.Two. Three."),
        ("{% comment %}no{% endcomment %}Text.{# no #}", "Text."),
        ("{% raw %}Write {{ name }}.{% endraw %}", "Write {{ name }}."),
        ("See [fees]({% link a/fees.md %}) and [more]({{ site.baseurl }}/more).", "See fees and more."),
        ("{{ content }}\n\nThe fee is {{ site.data.fee }} a day.", "The fee is … a day."),
        (
            '{% assign fee = "£5" %}\nThe fee is {{ fee }}, {{ none | default: "paid" }} once.',
            "The fee is £5, paid once.",
        ),
        ("Call {{ page.phone }}.", "Call 3636."),
        ("Insert {{first_name}} and {{Value1}}.", "Insert {{first_name}} and {{Value1}}."),
        ("Type `{{ x }}` or `{% y %}`.", "Type {{ x }} or {% y %}."),
        ("{% for x in list %}\n- {{ x.name }}\n{% endfor %}\n\nText.", "Text."),
        ("{% highlight bash %}\na\n  b {{ c }}\n{% endhighlight %}", "a\n  b {{ c }}"),
        ("Tap {% icon gear %} twice.", "Tap … twice."),
        ("With {% data variables.product.name %} you can.", "With … you can."),
    ],
)
def test_liquid_is_shown_as_far_as_it_can_be_told(read, text, shown):
    assert read("x.md", f"---\nphone: 3636\n---\n{text}").text == shown


def test_a_condition_does_not_tear_a_table(read):
    text = "| A | B |\n|---|---|\n{% if site.x %}\n| 1 | 2 |\n{% endif %}\n| 3 | 4 |\n"
    assert read("x.md", text).blocks == (Block("| A | B |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |", table=True),)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{{< toc depth="2" >}}\n\nText.', "Text."),
        ('See [fares]({{< ref "fares.md" >}}) or [the page]({{% relref "x.md#a" %}}).', "See fares or the page."),
        ("{{< notice warning >}}\nNot *today*.\n{{< /notice >}}\n\nText.", "Not today.\n\nText."),
        ("Press {{< kbd >}}Ctrl{{< /kbd >}} now.", "Press Ctrl now."),
        ('Call {{< param "phone" >}} or {{< param "fax" >}}.', "Call 3636 or …."),
        ('{{< figure src="a.png" caption="The gate" >}}\n\nText.', "The gate\n\nText."),
        ("{{< youtube id=abc />}}\nText.", "Text."),
    ],
)
def test_shortcodes_are_shown_as_far_as_they_can_be_told(read, text, shown):
    assert read("x.md", f"+++\nphone = 3636\n+++\n{text}").text == shown


@pytest.mark.parametrize(
    "text",
    [
        '{{< tabs name="os" >}}\n{{% tab name="Mac" %}}\nOpen *it*.\n{{% /tab %}}\n'
        '{{% tab name="Windows" %}}\n- Wait.\n{{% /tab %}}\n{{< /tabs >}}',
        '{{< tabpane >}}{{< tab "Mac" >}}Open *it*.{{< /tab >}}'
        '{{< tab "Windows" >}}\n- Wait.\n{{< /tab >}}{{< /tabpane >}}',
        '{% tabs %}\n{% tab title="Mac" %}\nOpen *it*.\n{% endtab %}\n\n'
        '{% tab title="Windows" %}\n- Wait.\n{% endtab %}\n{% endtabs %}',
        '{{< details title="Mac" >}}\nOpen *it*.\n{{< /details >}}\n{{% expand "Windows" %}}\n- Wait.\n{{% /expand %}}',
    ],
)
def test_tabs_and_what_unfolds_stand_under_their_labels(read, text):
    assert read("x.md", f"## How\n\n{text}\n\nEnd.").blocks == (
        Block("Open it.", ("How", "Mac")),
        Block("- Wait.", ("How", "Windows")),
        Block("End.", ("How",)),
    )
