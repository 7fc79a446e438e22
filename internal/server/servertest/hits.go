package servertest

import (
	"context"
	"slices"

	"outrider"
	"outrider/internal/desk"
)

// hitLines show a hit in every state.
func hitLines() []desk.HitLine {
	line := func(id outrider.HitID, s desk.HitState, via outrider.Via, asked string) desk.HitLine {
		return desk.HitLine{ID: id, State: s, Via: via, Asked: asked, List: "expelled", Version: "2031-03-01", Key: "E1", Name: "Ruslan Primerov", Score: .93, Decision: "review",
			Reports: 2, Codes: []string{"K-07"}, First: Now().AddDate(0, 0, -2), Handling: outrider.DefaultHandling.String()}
	}
	stated := line("h-open", desk.HitOpen, outrider.ViaStated, "Руслан Примеров")
	stated.New, stated.Matched = true, "Руслан Примеров"
	stated.Also, stated.Disputed = []string{"Ruslan Primerov", "رسلان بریمروف"}, 1
	undone := line("h-undone", desk.HitUndone, outrider.ViaStated, "Dov Beispiel")
	undone.Changed = []string{"+ listed under: Elsewhere"}
	changed := line("h-changed", desk.HitChanged, outrider.ViaEmployer, "Example Shipping")
	changed.Changed = []string{"+ born: 1979", "- born: 1978-04-12"}
	weak := line("h-weak", desk.HitOpen, outrider.ViaMentioned, "Grey Heron")
	weak.Weak, weak.Ended = true, "2031-01-01"
	wanted := line("h-wanted", desk.HitOpen, outrider.ViaProtected, "")
	wanted.List, wanted.Name, wanted.Key, wanted.Reports = "hunted", "", "", 0
	return []desk.HitLine{changed, wanted, stated, weak, line("h-unsure", desk.HitUnsure, outrider.ViaThing, "AB1234567"), line("h-same", desk.HitSame, outrider.ViaStated, "Ruslan Primerov"),
		line("h-other", desk.HitNotSame, outrider.ViaWatched, "ليلى مثالي"), undone, line("h-gone", desk.HitGone, outrider.ViaStated, "Dov Beispiel")}
}

func watchLines() []desk.WatchLine {
	until := Now().AddDate(0, 4, 0)
	return []desk.WatchLine{{ID: "w-name", For: "ليلى مثالي", Reason: "named in the hearing", Until: until, Reports: 3, Entries: 1, NewReports: 2, NewEntries: 1},
		{ID: "w-thing", For: "phone …12", Reason: "used twice", Until: until}, {ID: "w-over", For: "Ansel Larch", Reason: "old", Until: Now().AddDate(0, 0, -3), Over: true}}
}

func digest() *desk.HitDigest {
	return &desk.HitDigest{Open: 4, New: 1, Wanted: 1, Top: hitLines()[:4], Watches: watchLines()[:1]}
}

// ListAge is the same for every list: a week.
func (d *Desk) ListAge(_ context.Context, by outrider.UserID, _ string) (desk.ListAge, error) {
	return desk.ListAge{Most: 7}, d.may(by, "screen")
}

// Hits lists the invented hits.
func (d *Desk) Hits(_ context.Context, by outrider.UserID, q desk.HitsQuery) (desk.HitsView, error) {
	if err := d.may(by, "screen"); err != nil {
		return desk.HitsView{}, err
	}
	v := desk.HitsView{Hits: hitLines(), Lists: []string{"expelled of 2031-03-01"}, More: q.All}
	if !q.All {
		v.Hits = v.Hits[:4]
	}
	return v, nil
}

// Hit shows one of them with two verdicts.
func (d *Desk) Hit(_ context.Context, by outrider.UserID, id outrider.HitID) (desk.HitView, error) {
	if err := d.may(by, "screen"); err != nil {
		return desk.HitView{}, err
	}
	at := slices.IndexFunc(hitLines(), func(l desk.HitLine) bool { return l.ID == id })
	if at < 0 {
		return desk.HitView{}, outrider.ErrNotFound
	}
	v := desk.HitView{Line: hitLines()[at], Reports: reportLines(), Rows: []outrider.HitRow{{Field: "family", Asked: "Примеров", Entry: "Primerov", Nats: 4.2}, {Field: "born", Asked: "1979", Entry: "1978-04-12", Nats: -2.1}},
		Fields:   []outrider.HitField{{Field: "name", Value: "Ruslan Primerov"}, {Field: "born", Value: "1978-04-12"}},
		Verdicts: []desk.VerdictLine{{Verdict: outrider.VerdictNotSame, By: "yusuf", At: Now(), Because: "a year apart"}, {Verdict: outrider.VerdictSame, By: "ana", At: Now().AddDate(0, 0, -1), Revoked: Now(), RevokedBy: "yusuf"}}, MayRevoke: true}
	if id == "h-wanted" {
		v.Person, v.Verdicts, v.MayRevoke, v.Reports = "K-07", nil, false, nil
	}
	return v, nil
}

// Watches lists the invented watches.
func (d *Desk) Watches(_ context.Context, by outrider.UserID) (desk.WatchesView, error) {
	return desk.WatchesView{Watches: watchLines()}, d.may(by, "screen")
}

// Watching shows one of them.
func (d *Desk) Watching(_ context.Context, by outrider.UserID, id outrider.WatchID) (desk.WatchView, error) {
	at := slices.IndexFunc(watchLines(), func(l desk.WatchLine) bool { return l.ID == id })
	if at < 0 {
		return desk.WatchView{}, outrider.ErrNotFound
	}
	return desk.WatchView{Line: watchLines()[at], Reports: reportLines(), Hits: hitLines()[:1]}, d.may(by, "screen")
}
