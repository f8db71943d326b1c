"""How a new book looks: what a reader's own choices of type, size and colour do not decide."""

BOOK_STYLE = """\
@namespace epub "http://www.idpf.org/2007/ops";
body {
  margin: 0 5%;
  line-height: 1.5;
  hyphens: auto;
  -webkit-hyphens: auto;
  overflow-wrap: break-word;
  widows: 2;
  orphans: 2;
}
h1, h2, h3, h4, h5, h6 {
  line-height: 1.25;
  hyphens: none;
  -webkit-hyphens: none;
  break-after: avoid;
  page-break-after: avoid;
  break-inside: avoid;
  page-break-inside: avoid;
  text-wrap: balance;
}
h1 {
  margin: 3em 0 1.5em;
  font-size: 1.6em;
  font-weight: normal;
}
h2 {
  margin: 2.2em 0 0.8em;
  font-size: 1.25em;
}
h3, h4, h5, h6 {
  margin: 1.6em 0 0.5em;
  font-size: 1em;
}
h4, h5, h6 {
  font-style: italic;
  font-weight: normal;
}
.over {
  margin: 2em 0 -2em;
  font-size: 0.9em;
  letter-spacing: 0.05em;
}
p {
  margin: 0;
  text-indent: 1.3em;
}
h1 + p, h2 + p, h3 + p, h4 + p, h5 + p, h6 + p, hr + p, section > p:first-child,
blockquote > p:first-child, ul + p, blockquote + p, figure + p, .table + p, .over, .sound, .cells p,
figure p {
  text-indent: 0;
}
hr {
  width: 20%;
  margin: 1.5em auto;
  border: 0;
  border-top: 1px solid;
  opacity: 0.5;
}
ul {
  margin: 1em 0;
  padding: 0;
  padding-inline-start: 1.5em;
}
li {
  margin: 0.3em 0;
}
blockquote {
  margin: 1em 1.5em;
}
figure {
  margin: 1em 1.5em;
  font-size: 0.9em;
}
figcaption {
  font-style: italic;
}
.table {
  margin: 1em 0;
}
.cells {
  margin: 1em 0;
}
table {
  border-collapse: collapse;
  margin: 0 auto;
  font-size: 0.9em;
  hyphens: none;
  -webkit-hyphens: none;
}
th, td {
  padding: 0.3em 0.7em;
  border-bottom: 1px solid;
  text-align: start;
  vertical-align: top;
}
.sound {
  font-style: italic;
}
.titlepage {
  text-align: center;
}
.titlepage h1 {
  margin: 3em 0 1em;
  font-size: 2em;
}
.titlepage p {
  text-indent: 0;
  margin: 0 0 1em;
}
.titlepage .narrator {
  margin-top: 3em;
  font-size: 0.9em;
}
.cover {
  margin: 0;
  text-align: center;
}
.cover img {
  max-width: 100%;
  max-height: 90vh;
}
nav ol {
  list-style: none;
  padding: 0;
  padding-inline-start: 1.2em;
}
nav li {
  margin: 0.4em 0;
}
"""
