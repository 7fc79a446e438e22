package desk

import (
	"context"
	"encoding/json"
	"time"

	"outrider"
	"outrider/internal/danger"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

// levelsName is under what name an adopted scheme of levels stands in the ledger.
const levelsName = "levels"

// AdoptLevels brings an organisation's own scheme of levels, steps and grounds into
// force. Empty: the desk's own again. Records keep the levels that they were given.
type AdoptLevels struct {
	Scheme json.RawMessage `json:"scheme,omitempty"`
}

// LevelsView is the scheme in force, and who brought it in.
type LevelsView struct {
	Name    string                  `json:"name"`
	Hash    string                  `json:"hash"`
	Own     bool                    `json:"own"` // the organisation's, not the desk's start values
	By      string                  `json:"by,omitempty"`
	At      time.Time               `json:"at,omitzero"`
	Stale   string                  `json:"stale,omitempty"` // why an adopted scheme is not in force
	Levels  []danger.Level          `json:"levels"`          // lowest first
	Rungs   []danger.Rung           `json:"rungs"`
	Grounds []outrider.DangerGround `json:"grounds"`
}

// levels is the scheme in force: the last that was adopted, else the desk's own. One
// that this version cannot read leaves the desk's own in force.
func (d *Desk) levels() danger.Scheme {
	s, _ := d.levelsAdopted()
	return s
}

func (d *Desk) levelsAdopted() (s danger.Scheme, stale string) {
	a, ok := d.p.Parameters(levelsName)
	if !ok || a.Content == "" {
		return d.o.Danger, ""
	}
	s, err := danger.Read([]byte(a.Content))
	if err != nil {
		return d.o.Danger, "The adopted scheme of levels cannot be read any more and is not in force: " + outrider.SafeText(err) + "."
	}
	return s, ""
}

// adoptLevels is for the administrator. A scheme that cannot be read is refused, and
// changes nothing.
func (d *Desk) adoptLevels(ctx context.Context, by outrider.UserID, a AdoptLevels) (Outcome, error) {
	if _, err := d.may(by, policy.Maintain); err != nil {
		return Outcome{}, err
	}
	hash := hashOf(a.Scheme)
	if len(a.Scheme) > 0 {
		if _, err := danger.Read(a.Scheme); err != nil {
			return Outcome{}, err
		}
	}
	e, err := d.entry(outrider.EntryParameters, by, picture.ParametersBody{Name: levelsName, Hash: hash, Content: string(a.Scheme)})
	return Outcome{ID: hash}, d.fact(ctx, e, err)
}

// Levels gives the scheme in force.
func (d *Desk) Levels(_ context.Context, by outrider.UserID) (LevelsView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.may(by, policy.ReadHealth); err != nil {
		return LevelsView{}, err
	}
	return d.levelsView(), nil
}

func (d *Desk) levelsView() LevelsView {
	s, stale := d.levelsAdopted()
	lv := LevelsView{Name: s.Name, Hash: s.Hash, Stale: stale, Levels: s.Levels, Rungs: s.Rungs, Grounds: s.Grounds}
	if a, ok := d.p.Parameters(levelsName); ok {
		lv.Own, lv.By, lv.At = a.Content != "" && stale == "", d.userName(a.By), a.At
	}
	return lv
}
