// Package advice embeds the library of measures, guidance cards and the strings
// of the protected person's own pages: facts once, texts in one folder a
// language, for people to edit and to translate. FORMAT.md says what each field
// means and how to add a measure, a card or a language.
package advice

import "embed"

// FS holds measures/*.json and cards/*.json, and for each language
// LANGUAGE/language.json, LANGUAGE/measures/*.json and LANGUAGE/cards/*.json.
//
//go:embed *
var FS embed.FS
