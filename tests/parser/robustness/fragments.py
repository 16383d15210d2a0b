"""Small pieces of broken HTML, one for each thing that building the tree must get over. Authored (CC0-1.0)."""

FRAGMENTS = {
    "nothing": ["", " ", "\n", "\ufeff", "\x00", "\x00\x00<p>\x00x\x00", "x\x00y"],
    "doctypes": [
        "<!doctype>", "<!DOCTYPE html><p>x", "<!doctype html PUBLIC '-//W3C//DTD HTML 3.2//EN'><table><p>x",
        "<!doctype html SYSTEM \"about:legacy-compat\">x", "<!doctype", "<!doctype html><!doctype html>x",
        "<p>x<!doctype html>y", "<!doctypehtml><p><table>",
    ],
    "implied tags": [
        "x", "<p>x", "</p>", "</br>", "</html>x", "</body>x</body>y", "<head>x", "<head></head> <p>x", "<body><head>x",
        "<html><html lang=en>x", "<body a=1><body a=2 b=3>x", "<title>x", "<title>x</title><title>y", "</head>x",
        "<base href=/x/><p>x", "<link><meta><p>x", "<head><noscript><p>x", "<html></html><!-- x --><p>y",
    ],
    "misnested formatting": [
        "<b><i>x</b>y</i>", "<b><p>x</b>y</p>z", "<a><a>x", "<a><div><a>x", "<a href=1><table><a href=2>x",
        "<b><b><b><b>x</b></b></b></b>", "<p><b><i><u></p>x", "<b>1<div>2</b>3</div>", "<i>a<b>b<div>c<a>d</i>e</b>f",
        "<font size=4><p><font size=4><p><font size=4><p><font size=4><p>x", "<nobr>a<nobr>b", "<b></b></b></i>x",
        "<em><aside><em><strong><aside></em>x", "<code><div></code></div></code>x", "<small><br></small></small>",
        "<a><b><big><em><strong><div>X</a>", "<big><a><b><i><tt><u><div>x</a>y</big>", "</a><a></a></a>x",
    ],
    "tables": [
        "<table>x", "<table><b>x", "<table><tr>x<td>y", "<table><td>x", "<tr><td>x", "<table><p>x<tr><td>y",
        "<table><table>x", "<table><tr><td><table>x</table>y", "<table><caption>x<tr><td>y", "<table><col>x",
        "<table><colgroup><td>x", "<table></p>x", "<table><input type=hidden><input>x", "<table><form><td>x",
        "<table><select><tr><td>x", "<table><script>x</script>y", "<table><style>x</style>y", "<table><tbody></table>x",
        "<td></td></table>x", "<table><thead><tfoot><tbody><th>x", "<table><tr><tr></tbody></tr>x", "<caption>x",
        "<table><a>1<p>2</a>3</p>", "<table>\x00x", "<table><template><tr>x", "<div><table><div></table></div>x",
        "<table><tr><td></body></html>x", "<table><caption><select><option>x</table>y", "<colgroup><col>x",
    ],
    "scopes": [
        "<button><button>x", "<button><p></button>x</p>", "<ul><li>a<li>b<ul><li>c", "<li><div><li>x", "<dl><dt>a<dd>b<dt>c",
        "<h1>a<h2>b</h1>c", "<h1><p></h2>x", "<form><form>x</form>y", "<form><div></form>x</div>y", "<p><form><p>x</form>y",
        "<object><p></object>x", "<applet><b></applet>x", "<marquee><b></marquee>x", "<address><p></address>x",
        "<p><hr>x", "<p><pre>x", "<pre>\nx", "<listing>\n\nx", "<textarea>\n\nx", "<details><summary>x<p>y", "<dialog>x",
        "<ruby>a<rp>(<rt>b<rp>)", "<ruby><rb>a<rtc>b<rt>c", "<main><p></main>x", "<search><p></search>x", "<center><p>x",
    ],
    "selects": [
        "<select><option>a<option>b", "<select><optgroup><option>a</optgroup>b", "<select><b>x", "<select><select>x",
        "<select><input>x", "<select><table>x", "<select><script>x</script>", "<option>x", "<optgroup><option>x</select>",
        "<select><hr><option>x", "<select><p>x</p></select>y", "<select><keygen>x",
    ],
    "frames": [
        "<frameset>x", "<frameset><frame></frameset>x", "<p>x<frameset>", "<frameset></frameset><noframes>x",
        "<html><frameset></frameset></html>x", "<frameset><frameset><frame></frameset>", "<noframes><p>x", "<frame>x",
        " <frameset><p>x", "\x00<frameset>",
    ],
    "templates": [
        "<template>x", "<template><tr><td>x", "<template><col><td>x", "<template><template>x</template>y",
        "</template>x", "<template></body>x", "<head><template>x</head>y", "<table><tbody><template>x",
        "<template><frame>x", "<select><template>x", "<template><html a=1>x", "<svg><template><p>x",
    ],
    "foreign": [
        "<svg><p>x", "<svg><b>x", "<svg><title><p>x", "<svg><foreignObject><div>x</foreignObject>y", "<svg><desc><b>x",
        "<svg/>x", "<svg><g/><path d='M0'/></svg>x", "<math><mi><b>x", "<math><mtext><p>x", "<math><annotation-xml><p>x",
        "<math><annotation-xml encoding=text/html><p>x", "<svg><![CDATA[<p>x]]></svg>y", "<![CDATA[x]]>",
        "<svg viewbox=1 xlink:href=x><a xlink:href=y>x", "<math definitionurl=x>y", "<svg><font color=x>y", "<svg><font>x",
        "<svg><script>x</script><p>y", "<svg></p><foo>", "<math><svg><mi><p>x", "<svg><svg></svg></path>x", "<svg></br>x",
        "<svg><style><p>x</style>y", "<table><svg><tr><td>x", "<select><svg>x", "<svg><tr><td><title><tr>",
    ],
    "raw text": [
        "<script>x", "<script><!--x", "<script><!--<script>x</script>--></script>y", "<script></SCRIPT >x", "<style><p>x",
        "<style></style x=1>y", "<xmp><p>x</xmp>y", "<iframe><p>x</iframe>y", "<noembed><p>x", "<plaintext><p>x</plaintext>",
        "<p><plaintext>x", "<textarea><p>x</textarea>y", "<title><p>x</title>y", "<noscript><p>x</noscript>y",
        "<script src='</script>'>x", "<script><!--</script>x", "<table><plaintext>x", "<textarea>x</textareay",
    ],
    "comments": [
        "<!--", "<!-->x", "<!--->x", "<!---->x", "<!-- a -- b -->x", "<!-- a --!>x", "<!--a<!--b-->c-->x", "<!x>y", "<?x?>y",
        "</>x", "</ x>y", "<!-", "<!--x", "<p><!--x-->y<table><!--z-->w", "<!-- -- ->x",
    ],
    "tags": [
        "<", "</", "<a", "<a ", "<a b", "<a b=", "<a b='", "<a b=c", "<a/b>x", "<a / >x", "<a b=1 b=2>x", "<a =>x", "<a ==b>x",
        "<a '\"<=`>x", "<a\x00b>x", "<a b=\x00>x", "<1>x", "<é>x", "<a<b>x", "<p/>x", "<br/>x</br/>", "<DIV CLASS=A>x",
        "<a:b c:d=e>x", "<x-y>a</x-y>b", "<p class>x", "<p\tid=a\nid=b\f>x", "<p>x</p/ a=b>y", "<image src=x>", "<isindex>x",
        "<menuitem>x<menuitem>y", "<keygen><bgsound><basefont><command>x", "<a b=\"c\"d='e'f>x",
    ],
    "references": [
        "&", "&;", "&x;", "&amp", "&amp;", "&ampx", "&notit;", "&notin;", "&#;", "&#x;", "&#0;", "&#x0;", "&#128;", "&#xD800;",
        "&#xDFFF;", "&#xD83D;&#xDE00;", "&#x10FFFF;", "&#x110000;", "&#99999999999;", "&#xFFFE;", "&#13;", "&#x1F600",
        "<p title='&amp;&lt;&#xD800;&copy=1&copy'>x", "&CounterClockwiseContourIntegral;", "&NotEqualTilde;", "&lt;p&gt;x",
        "&zwj;&zwnj;&lrm;&rlm;", "&nbsp;&emsp;&ThinSpace;", "&#8232;&#8233;",
    ],
    "words": [
        "a\u2028b", "\u202ea\u202c", "a\u0301\u0327\u0315", "\ufffe\uffff", "\U000e0001\U000e007f", "\U0001f469\u200d\U0001f467",
        "\u3000問題\u3000", "\xa0\xa0x", "سؤال", "x\r\ny\rz", "\x0b\x0c\x1c\x85x", "\u00ad\u200bx\ufeff",
    ],
}  # fmt: skip
