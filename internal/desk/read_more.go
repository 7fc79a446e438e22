package desk

import (
	"cmp"
	"context"
	"encoding/hex"
	"strings"
	"time"

	"outrider"
	"outrider/internal/picture"
	"outrider/internal/policy"
)

const (
	searchLimit = 100
	auditPage   = 100
	staleBackup = 7 * 24 * time.Hour
)

// beside lists the reports that may tell of the same thing and that the user may
// see: those about the same people, and those with the same text.
func (d *Desk) beside(v picture.View, it *picture.Item) []outrider.Report {
	ids := d.texts.SameStory(it.Report.ID)
	for _, who := range it.Report.About {
		if x, ok := d.p.Person(who); ok {
			for _, o := range x.Reports {
				ids = append(ids, o.Report.ID)
			}
		}
	}
	out := []outrider.Report{it.Report}
	for _, id := range unique(ids) {
		if o, ok := v.Report(id); ok && id != it.Report.ID && !o.Erased && !o.Retracted {
			out = append(out, o.Report)
		}
	}
	return out
}

func (d *Desk) proposalLine(v picture.View, it *picture.Item, i int, p outrider.Proposal) ProposalLine {
	l := ProposalLine{Index: i, Kind: p.Kind, Text: p.Text, Basis: p.Basis}
	if p.Basis == "register" && v.May(policy.RevealIdentity) {
		if x, ok := v.Person(outrider.PersonID(p.Ref)); ok {
			l.Person, l.Code = x.Protectee.ID, d.code(x.Protectee.ID)
		}
	}
	if s, ok := it.Settled[i]; ok {
		l.Settled = "rejected"
		if s.Confirm {
			l.Settled = "confirmed"
		}
		if _, ok := v.Person(s.Person); ok {
			l.Person, l.Code = s.Person, d.code(s.Person)
		}
	}
	if !v.May(policy.RevealIdentity) && it.By != v.User().ID {
		l.Text = d.masked(v, it, l.Text)
	}
	return l
}

// Search looks through texts, places and selectors in every script, and through
// code names; names of protected people are found only by users who may see them.
func (d *Desk) Search(ctx context.Context, by outrider.UserID, query string) (SearchView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, err := d.view(by, policy.Search)
	if err != nil {
		return SearchView{}, err
	}
	q := picture.NewQuery(query)
	sv := SearchView{Query: query}
	if q.Empty() {
		return sv, nil
	}
	items, more := v.Search(q, searchLimit)
	sv.Reports, sv.More = d.reportLines(v, items), more
	var objects []string
	for _, x := range v.People() {
		if x.MatchesPerson(q, v.May(policy.RevealIdentity)) {
			sv.People = append(sv.People, d.personLine(x))
			objects = append(objects, string(x.Protectee.ID))
		}
	}
	for _, it := range items {
		objects = append(objects, string(it.Report.ID))
	}
	d.blindLines(v, sv.People)
	return sv, d.look(ctx, by, picture.ReadBody{Act: "search", Objects: objects, Blind: readsBlind(v)})
}

// Audit is a page of who did what, newest first; before is 0 for the newest.
func (d *Desk) Audit(ctx context.Context, by outrider.UserID, before uint64) (AuditView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.may(by, policy.ReadAudit); err != nil {
		return AuditView{}, err
	}
	av := AuditView{Head: hex.EncodeToString(d.head.Hash[:]), Total: d.p.Seq}
	acts := d.p.Acts()
	for i := len(acts) - 1; i >= 0; i-- {
		a := acts[i]
		if before != 0 && a.Seq >= before {
			continue
		}
		if len(av.Lines) == auditPage {
			av.Before = av.Lines[auditPage-1].Seq
			break
		}
		av.Lines = append(av.Lines, AuditLine{Seq: a.Seq, Recorded: a.Recorded, By: d.userName(a.By), Act: a.Act, Object: a.Object, Reason: a.Reason})
	}
	return av, d.look(ctx, by, picture.ReadBody{Act: "audit"})
}

// Users lists the users for an administrator.
func (d *Desk) Users(ctx context.Context, by outrider.UserID) (UsersView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.may(by, policy.ManageUsers); err != nil {
		return UsersView{}, err
	}
	uv := UsersView{}
	for _, u := range d.p.Users() {
		uv.Users = append(uv.Users, UserLine{ID: u.ID, Name: u.Name, Role: u.Role, Disabled: u.Disabled, Added: u.Added, HasPass: u.Secret != ""})
	}
	return uv, d.look(ctx, by, picture.ReadBody{Act: "users"})
}

// Health says what runs and what does not.
func (d *Desk) Health(_ context.Context, by outrider.UserID) (HealthView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.may(by, policy.ReadHealth); err != nil {
		return HealthView{}, err
	}
	hv := HealthView{Version: d.o.Version, Entries: d.p.Seq, Detection: d.detection(), Rates: d.inForceLine(), NotYet: NotYet, Demo: d.o.Demo, Backup: "never", Portal: cmp.Or(d.portalAt, "off"), WrongCode: d.tries.lately(d.now())}
	for _, x := range d.p.People() {
		if !x.Erased {
			hv.People++
		}
	}
	last := d.p.LastBackup()
	if !last.IsZero() {
		hv.Backup = last.UTC().Format("2006-01-02 15:04 UTC")
	}
	if !d.o.Demo && (last.IsZero() || d.now().Sub(last) > staleBackup) {
		hv.Warnings = append(hv.Warnings, "No backup is less than a week old: run outrider backup FILE.")
	}
	hv.Warnings = append(append(append(hv.Warnings, d.oldLists()...), d.consentWarnings()...), d.rotaWarnings()...)
	if held := d.gathered(); held != nil {
		hv.Warnings = append(hv.Warnings, held...)
	} else if n := len(d.p.Undelivered()); n > 0 {
		hv.Warnings = append(hv.Warnings, count(n, "alert")+" could not be delivered and will be tried again.")
	}
	if d.stale != "" {
		hv.Warnings = append(hv.Warnings, d.stale)
	}
	if d.unwatched != "" {
		hv.Warnings = append(hv.Warnings, d.unwatched)
	}
	lines, failing := d.channelLines()
	hv.Channels, hv.Warnings = lines, append(hv.Warnings, failing...)
	return hv, nil
}

// Precedents lists the documented cases.
func (d *Desk) Precedents(_ context.Context, by outrider.UserID) (PrecedentsView, error) {
	d.mu.Lock()
	_, err := d.may(by, policy.ReadPrecedents)
	d.mu.Unlock()
	if err != nil {
		return PrecedentsView{}, err
	}
	if d.o.Shelf == nil {
		return PrecedentsView{}, nil
	}
	return d.o.Shelf.List(), nil
}

// Precedent replays one documented case without hindsight.
func (d *Desk) Precedent(_ context.Context, by outrider.UserID, q PrecedentQuery) (PrecedentView, error) {
	d.mu.Lock()
	_, err := d.may(by, policy.ReadPrecedents)
	d.mu.Unlock()
	if err != nil {
		return PrecedentView{}, err
	}
	if d.o.Shelf == nil || strings.TrimSpace(q.Case) == "" {
		return PrecedentView{}, outrider.ErrNotFound
	}
	return d.o.Shelf.Show(q)
}
