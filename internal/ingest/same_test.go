package ingest

import (
	"testing"

	"depesche/internal/index"
	"depesche/internal/query"

	"github.com/google/go-cmp/cmp"
)

// An entity that is indexed under two slugs is asked for and counted as one.
func TestSameEntities(t *testing.T) {
	slugs := func(slug string) []string {
		if slug == "werner-faymann" {
			return []string{slug, "faymann"}
		}
		return []string{slug}
	}
	owner := func(slug string) string {
		if slug == "faymann" {
			return "werner-faymann"
		}
		return slug
	}
	req := index.Request{Facets: map[query.FieldName][]string{query.Person: {"werner-faymann", "putin"}, query.Outlet: {"taz"}}}
	want := map[query.FieldName][]string{query.Person: {"werner-faymann", "faymann", "putin"}, query.Outlet: {"taz"}}
	if diff := cmp.Diff(want, withSame(req, slugs).Facets); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"werner-faymann", "putin"}, req.Facets[query.Person]); diff != "" {
		t.Errorf("the request itself changed:\n%s", diff)
	}
	if !asksForEntities(&req) || asksForEntities(&index.Request{Facets: map[query.FieldName][]string{query.Outlet: {"taz"}}}) {
		t.Error("asksForEntities")
	}
	res := index.Result{
		Facets:  map[query.FieldName][]index.Bucket{query.Person: {{Value: "putin", Count: 4}, {Value: "faymann", Count: 3}, {Value: "werner-faymann", Count: 2}}},
		Dropped: []index.Drop{{Part: string(query.Person) + ":werner-faymann,faymann,putin", Count: 5}, {Part: "Kanzler", Count: 1}},
	}
	several := mergeSame(&res, &req, owner)
	if diff := cmp.Diff(map[query.FieldName][]string{query.Person: {"werner-faymann"}}, several); diff != "" {
		t.Errorf("to be counted again (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]index.Bucket{{Value: "werner-faymann", Count: 5}, {Value: "putin", Count: 4}}, res.Facets[query.Person]); diff != "" {
		t.Errorf("counted (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]index.Drop{{Part: string(query.Person) + ":werner-faymann,putin", Count: 5}, {Part: "Kanzler", Count: 1}}, res.Dropped); diff != "" {
		t.Errorf("to leave out (-want +got):\n%s", diff)
	}
	recount(res.Facets[query.Person], "werner-faymann", 3)
	if diff := cmp.Diff([]index.Bucket{{Value: "putin", Count: 4}, {Value: "werner-faymann", Count: 3}}, res.Facets[query.Person]); diff != "" {
		t.Errorf("counted again (-want +got):\n%s", diff)
	}
	if got := withOnly(req, query.Person, slugs("werner-faymann")).Facets; len(got[query.Person]) != 2 || len(req.Facets[query.Outlet]) != 1 {
		t.Errorf("to count: %v of %v", got, req.Facets)
	}
}
