// Package parameters embeds the numbers that the engine thinks with. The files
// are for people to read and edit; every number says where it comes from. An
// organisation lays its own copies over them, and adopting one is a fact.
package parameters

import "embed"

// FS holds answers.json, assess.json, calibration.json, clocks.json, detect.json, judgement.json, levels.json and plan.json, and for
// base rates rates.json and incidents.json; photos.json bounds photos.
//
//go:embed *.json
var FS embed.FS
