package names_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"outrider"
	"outrider/internal/intake/names"
	"outrider/internal/selector"
)

func register(folded string) (outrider.PersonID, bool) {
	id, ok := map[string]outrider.PersonID{selector.Fold("Mirela Beispiel"): "p-1", selector.Fold("میرلا نمونه"): "p-1", selector.Fold("Мирела Пример"): "p-1"}[folded]
	return id, ok
}

func TestPropose(t *testing.T) {
	text := "On Monday Mirela Beispiel’s paper was named by Dr. Max Muster in Tehran. The minister wrote to press@courier.example from +44 20 7946 0018. Muster smiled; later Muster left for London (Ontario) and Germany. See https://courier.example/a?b=1."
	got := names.Propose(text, register)
	want := []outrider.Proposal{
		{Kind: "selector", Text: "press@courier.example", Basis: "pattern", Ref: "email:press@courier.example"},
		{Kind: "selector", Text: "https://courier.example/a?b=1", Basis: "pattern", Ref: "url:https://courier.example/a?b=1"},
		{Kind: "selector", Text: "+44 20 7946 0018", Basis: "pattern", Ref: "phone:+442079460018"},
		{Kind: "person", Text: "Mirela Beispiel", Basis: "register", Ref: "p-1"},
		{Kind: "person", Text: "Max Muster", Basis: "guess"},
		{Kind: "place", Text: "Tehran", Basis: "gazetteer", Ref: "IR 35.69,51.42"},
		{Kind: "person", Text: "Muster", Basis: "guess"},
		{Kind: "place", Text: "London", Basis: "gazetteer", Ref: "GB 51.51,-0.13"},
		{Kind: "place", Text: "Germany", Basis: "gazetteer", Ref: "DE"},
	}
	got = drop(got, "Ontario")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func drop(ps []outrider.Proposal, text string) []outrider.Proposal {
	var out []outrider.Proposal
	for _, p := range ps {
		if p.Text != text {
			out = append(out, p)
		}
	}
	return out
}

func TestOtherScripts(t *testing.T) {
	for _, text := range []string{"دیروز میرلا نمونه در آلمان بود", "Вчера Мирела Пример была в России? Нет: Германия."} {
		got := names.Propose(text, register)
		if len(got) == 0 || got[0].Basis != names.BasisRegister || got[0].Ref != "p-1" {
			t.Errorf("%s: %+v", text, got)
		}
		if last := got[len(got)-1]; last.Basis != names.BasisGazetteer || last.Ref != "DE" {
			t.Errorf("%s: the country was not found: %+v", text, got)
		}
	}
}

func TestOrdinaryTextProposesNothing(t *testing.T) {
	if got := names.Propose("The van came back. It stood there for an hour. Nobody got out.", nil); len(got) != 0 {
		t.Errorf("proposed %+v", got)
	}
}

func TestBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		for _, p := range names.Propose(text, register) {
			if p.Text == "" || p.Basis == "" || !strings.Contains(text, strings.Fields(p.Text)[0]) {
				t.Fatalf("%q is not in the text", p.Text)
			}
		}
	})
	long := strings.Repeat("Anna Muster met Max Beispiel in Lima. Otto Normal came too. ", 5000)
	if got := names.Propose(long, nil); len(got) > 60 {
		t.Errorf("%d proposals from one text", len(got))
	}
}

func FuzzPropose(f *testing.F) {
	f.Add("Dr. A. B. Muster\u202e in Köln’s\x00 +1 202 555 0147")
	f.Fuzz(func(t *testing.T, s string) {
		if got := names.Propose(s, register); len(got) > 60 {
			t.Errorf("%d proposals", len(got))
		}
	})
}
