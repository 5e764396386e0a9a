package archive

import (
	"context"
	"time"
)

// Arrival is when the archive took in the text that an article has now.
type Arrival struct {
	ID ID
	At time.Time // to the second
}

// Arrivals is what is new in the archive.
type Arrivals interface {
	// Since lists the articles whose present text was taken in after t, the
	// latest first, at most limit.
	Since(ctx context.Context, t time.Time, limit int) ([]Arrival, error)
}
