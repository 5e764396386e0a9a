package germandate

import "testing"

func TestFind(t *testing.T) {
	for in, want := range map[string]string{
		"Stand: 12.09.2023 12:45 Uhr":          "2023-09-12T12:45:00+02:00",
		"Stand: 12.01.2023, 9.05 Uhr":          "2023-01-12T09:05:00+01:00",
		"Dienstag, 12. September 2023, 18 Uhr": "2023-09-12T18:00:00+02:00",
		"Dienstag, 12. September 2023":         "2023-09-12",
		"vom 3. März 1999 an":                  "1999-03-03",
		"1. Jänner 2020":                       "2020-01-01",
		"03.10.90":                             "1990-10-03",
		"3. 5. 2021":                           "2021-05-03",
		"12 Sep 2023":                          "2023-09-12",
		"September 12, 2023":                   "2023-09-12",
		"12/09/2023":                           "2023-09-12",
		"Sept. 2023":                           "2023-09",
		"im Mai 2024 geschrieben":              "2024-05",
		"2023-09-12T12:45:00+02:00":            "2023-09-12T12:45:00+02:00",
		"2023-09-12T12:45:00.123Z":             "2023-09-12T12:45:00Z",
		"2023-09-12 12:45":                     "2023-09-12T12:45:00+02:00",
		"2023-09-12T12:45:00-0500":             "2023-09-12T12:45:00-05:00",
		"2023-09-12":                           "2023-09-12",
		"geboren am 1.1.1970, aktualisiert am 12.09.2023": "1970-01-01",
		"aktualisiert: 31.02.2023, dann 01.03.2023":       "2023-03-01",
		"Version 1.2.3456 und 99.99.2020":                 "",
		"um 12:45 Uhr am Dienstag":                        "",
		"Aktenzeichen 12345-67-8901":                      "",
		"":                                                "",
	} {
		f, ok := Find(in)
		if got := f.Date.String(); got != want || ok != (want != "") {
			t.Errorf("Find(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("Stand: 12.09.2023 12:45 Uhr")
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := Find(s)
		if ok && (got.Date.IsZero() || got.Start < 0 || got.Start >= got.End || got.End > len(s)) {
			t.Fatalf("Find(%q) = %+v", s, got)
		}
	})
}
