// Package world holds simulated worlds: invented people, what was noticed around
// them, and, kept apart, who really was hunted. Detection is measured on them,
// because in life nobody knows which watchers were never noticed.
//
// A world is a folder of NDJSON files (docs/formats). Folder reads one, Make and
// Generate invent one, Judge scores alarms against its truth, and Rule is the
// baseline every detector has to beat: count repeated sightings.
//
// The package shares no code and no distribution with the detector: here people
// and vehicles move, there shares of reports are weighed. A detector that
// only knew its own assumptions again would prove nothing.
package world
