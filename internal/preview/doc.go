// Package preview draws the picture that a chat program shows beside a link: a
// PNG of 1200 by 630 pixels.
//
// # The model
//
// A [Card] is what stands on a picture, in words and numbers, already cut to
// what the article's rights let through. [Draw] turns it into bytes, the same
// bytes for the same card. [Card.Hash] names them, so that their URL may be
// cached for good; [Cache] keeps the recent ones.
//
// Drawing works like a printing press. The text of each colour is drawn into a
// plate of its own, an alpha mask over the whole sheet; at the end the plates
// are printed over each other into an image of sixteen colours, which PNG
// stores in four bits a pixel. A sheet so made takes a third of the bytes of
// one in true colour and has no seam where two colours meet.
//
// Lines are broken as German is: between words, after the hyphen of a compound,
// and inside a word that would fill most of a line, there first at a border of
// the compound, then between syllables. A text that doesn't fit is set smaller;
// at the smallest size it is cut and says so.
//
// The typeface is Liberation (SIL Open Font License 1.1): Latin, Greek and
// Cyrillic. Hangul is written in Latin letters (Revised Romanisation), emoji
// are left out, and text of another script is named instead of drawn as boxes.
package preview
