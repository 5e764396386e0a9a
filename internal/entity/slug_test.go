package entity

import "testing"

// Spellings of one name are suggested under one slug.
func TestSuggestedSlug(t *testing.T) {
	for want, names := range map[string][]string{
		"alexander-woronzow":   {"Alexander Woronzow", "Aleksandr Vorontsov", "Alexandr Worontsow"},
		"sergej-lusjanin":      {"Sergej Lusjanin", "Sergey Luzyanin", "Sergei Lusjanin"},
		"artjom-lukin":         {"Artjom Lukin", "Artyom Lukin"},
		"olexander-syrski":     {"Oleksandr Syrskyi", "Olexander Syrskyj"},
		"waleri-saluschny":     {"Walerij Saluschnyj", "Walerij Zaluzhny"},
		"michail-barabanow":    {"Michail Barabanow", "Mikhail Barabanov"},
		"jewhen-jenin":         {"Jewhen Jenin", "Yevhen Yenin"},
		"johanna-mikl-leitner": {"Johanna Mikl-Leitner", "Johanna Mikl Leitner"},
		"martin-heinzow":       {"Martin Heinzow"},
		"zoran-barisic":        {"Zoran Barisic"},
	} {
		for _, name := range names {
			if got := SuggestedSlug(name); got != want {
				t.Errorf("%s: %s, want %s", name, got, want)
			}
		}
	}
}
