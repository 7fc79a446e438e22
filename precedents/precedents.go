// Package precedents embeds the documented cases that the desk compares with and
// replays: public facts with their sources, one file a case, for people to read
// and to correct. FORMAT.md says what each field means and how to add a case.
package precedents

import "embed"

// FS holds cases/*.json and excluded/*.json.
//
//go:embed cases/*.json excluded/*.json
var FS embed.FS
