package bleveindex

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"depesche/internal/index"
	"depesche/internal/query"
)

// Syllables of Korean names are other words too (jung, uns, so, in): in another
// spelling a name is found where its syllables stand side by side.
func TestKoreanNames(t *testing.T) {
	x := indexOf(t, map[string]string{
		"exact1": "Kim Jong-un lachte.", "gen001": "Kim Jong-uns Zug fuhr ab.", "other1": "Gim Dschong-eun besuchte die Werft.",
		"away01": "Kim ist jung und gefällt uns.", "away02": "Ein jung gebliebener Kim lädt uns ein.",
		"yojon1": "Kim Yo-jong sprach.", "yojon2": "Kim Yeo-jung schwieg.", "away03": "Kim kaufte ein Jo-Jo, jung wie er war.",
	})
	for _, c := range []struct {
		query, without string
		want           []string
	}{
		{"Kim Jong Un", "", []string{"exact1", "gen001", "other1"}},
		{"Kim Jong-un", "", []string{"exact1", "gen001", "other1"}},
		{"Kim Yo-jong", "", []string{"yojon1", "yojon2"}},
		{"Kim Yo Jong", "name", []string{"yojon1"}},
	} {
		req := index.Request{Query: query.Parse(c.query), Limit: 10}
		if c.without != "" {
			req.Without = []string{c.without}
		}
		if diff := cmp.Diff(c.want, foundBy(t, x, req)); diff != "" {
			t.Errorf("%s without %q (-want +got):\n%s", c.query, c.without, diff)
		}
	}
}
