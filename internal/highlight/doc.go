// Package highlight joins a text with what points into it: it cuts lines into
// segments that a page can mark, and chooses the passages that a result list
// shows. It is pure: text and spans in, text and spans out; no markup.
//
// Two kinds of marks meet in a line: matches of the query and mentions of
// entities. [Segments] puts them into one order by one rule, so that no mark
// begins or ends inside another:
//
//   - A mention may contain matches. The page nests the match in the mention.
//   - Where the two overlap in any other way the longer one stays and the other
//     is left out; of two equally long ones, the match stays.
//   - Among matches, and among mentions, the longer of two that overlap stays,
//     then the one that begins first.
//   - Mentions of archive.FormDerived ("russisch") are no marks and are left
//     out, and so is every span that doesn't lie on rune borders in the text.
package highlight
