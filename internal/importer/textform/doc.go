// Package textform reads articles from plain text as databases and people
// hand them on: a header in one of several forms on the first lines, then
// paragraphs.
//
//	 date 2023-10 Title of the article
//	Kicker : Title of the article
//	Kicker Title of the article Stand: 12.09.2023 12:45 Uhr
//	Von: Vorname Name
//	BERLIN taz | First sentence …
//
// The parts are told by their form alone: a short line without a full stop
// between paragraphs is a subheading, a line with a © credit a caption. Every
// line of the source stays in the article, as metadata or as a paragraph. A
// first line that shares no subject with the text below it stood above another
// article; it is kept as a paragraph, and a title is proposed from the first
// sentence, as for a text without a title.
package textform
