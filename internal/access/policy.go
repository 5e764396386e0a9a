package access

import (
	"fmt"
	"time"
)

// Policy closes an archive: how its readers prove who they are, and what all
// others see.
type Policy struct {
	Password Password      // the zero Password lets nobody log in
	Header   string        // in which a trusted proxy names the reader; "" for none
	Card     Card          // what a closed article shows of itself
	Age      time.Duration // of a session; zero is DefaultAge
	Keys     Keys
	Links    *Links // nil: readers can't share
}

// DefaultAge is how long a session lasts.
const DefaultAge = 14 * 24 * time.Hour

// Card is what a closed article shows of itself, on its page and in the preview
// of a chat program.
type Card string

// The cards, from the least to the most. A title may be protected itself (§ 87g
// UrhG lets single words and very short extracts pass), so it is the last.
const (
	CardNone          Card = "none"          // not even whether there is such an article
	CardBibliographic Card = "bibliographic" // outlet, authors, date
	CardTitle         Card = "title"         // these and the title
)

// ParseCard reads one of the values.
func ParseCard(s string) (Card, error) {
	switch c := Card(s); c {
	case CardNone, CardBibliographic, CardTitle:
		return c, nil
	}
	return "", fmt.Errorf("want none, bibliographic or title, not %q", s)
}

// SessionAge is how long a session lasts.
func (p *Policy) SessionAge() time.Duration {
	if p.Age <= 0 {
		return DefaultAge
	}
	return p.Age
}
