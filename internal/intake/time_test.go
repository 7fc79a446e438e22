package intake_test

import (
	"strings"
	"testing"
	"time"

	"outrider"
	"outrider/internal/intake"
)

func TestTime(t *testing.T) {
	berlin := time.FixedZone("UTC+2", 2*3600)
	cases := []struct {
		in    string
		hint  intake.TimeHint
		from  string
		p     outrider.Precision
		notes int
	}{
		{"2025-04-03", intake.TimeHint{}, "2025-04-03T00:00:00Z", outrider.PrecisionDay, 0},
		{"2025-04", intake.TimeHint{}, "2025-04-01T00:00:00Z", outrider.PrecisionMonth, 0},
		{"2025", intake.TimeHint{}, "2025-01-01T00:00:00Z", outrider.PrecisionYear, 0},
		{"2025-04-03T18:30:00+02:00", intake.TimeHint{}, "2025-04-03T16:30:00Z", outrider.PrecisionMinute, 0},
		{"2025-04-03T18:30:05", intake.TimeHint{Zone: berlin}, "2025-04-03T16:30:05Z", outrider.PrecisionMinute, 0},
		{"2025-04-03 18:30", intake.TimeHint{}, "2025-04-03T18:30:00Z", outrider.PrecisionMinute, 1},
		{"2025-04-03 18:30", intake.TimeHint{Zone: berlin}, "2025-04-03T16:30:00Z", outrider.PrecisionMinute, 0},
		{"3 April 2025", intake.TimeHint{}, "2025-04-03T00:00:00Z", outrider.PrecisionDay, 0},
		{"April 3, 2025", intake.TimeHint{}, "2025-04-03T00:00:00Z", outrider.PrecisionDay, 0},
		{"Thursday, 3rd of April 2025 6:30 pm", intake.TimeHint{Zone: berlin}, "2025-04-03T16:30:00Z", outrider.PrecisionMinute, 0},
		{"3 Apr. 2025, 18:30 UTC", intake.TimeHint{}, "2025-04-03T18:30:00Z", outrider.PrecisionMinute, 0},
		{"Thu, 03 Apr 2025 18:30:00 +0200", intake.TimeHint{}, "2025-04-03T16:30:00Z", outrider.PrecisionMinute, 0},
		{"April 2025", intake.TimeHint{}, "2025-04-01T00:00:00Z", outrider.PrecisionMonth, 0},
		{"3 апреля 2025 г.", intake.TimeHint{}, "2025-04-03T00:00:00Z", outrider.PrecisionDay, 0},
		{"۳ آوریل ۲۰۲۵", intake.TimeHint{}, "2025-04-03T00:00:00Z", outrider.PrecisionDay, 0},
		{"٣ أبريل ٢٠٢٥", intake.TimeHint{}, "2025-04-03T00:00:00Z", outrider.PrecisionDay, 0},
		{"3 Nisan 2025", intake.TimeHint{}, "2025-04-03T00:00:00Z", outrider.PrecisionDay, 0},
		{"۱۴ فروردین ۱۴۰۴", intake.TimeHint{}, "2025-04-03T00:00:00Z", outrider.PrecisionDay, 1},
		{"12 bahman 1357", intake.TimeHint{}, "1979-02-01T00:00:00Z", outrider.PrecisionDay, 1},
		{"13/04/2025", intake.TimeHint{}, "2025-04-13T00:00:00Z", outrider.PrecisionDay, 0},
		{"04/13/2025", intake.TimeHint{}, "2025-04-13T00:00:00Z", outrider.PrecisionDay, 0},
		{"04/04/2025", intake.TimeHint{}, "2025-04-04T00:00:00Z", outrider.PrecisionDay, 0},
		{"03/04/2025", intake.TimeHint{Order: intake.OrderDMY}, "2025-04-03T00:00:00Z", outrider.PrecisionDay, 0},
		{"03/04/2025 18:30", intake.TimeHint{Order: intake.OrderMDY, Zone: berlin}, "2025-03-04T16:30:00Z", outrider.PrecisionMinute, 0},
		{"03.04.2025", intake.TimeHint{}, "2025-04-03T00:00:00Z", outrider.PrecisionDay, 1},
		{"2025/04/03", intake.TimeHint{}, "2025-04-03T00:00:00Z", outrider.PrecisionDay, 0},
		{"۲۰۲۵/۰۴/۰۳", intake.TimeHint{}, "2025-04-03T00:00:00Z", outrider.PrecisionDay, 0},
		{"29 February 2024", intake.TimeHint{}, "2024-02-29T00:00:00Z", outrider.PrecisionDay, 0},
	}
	for _, c := range cases {
		w, notes, err := intake.Time(c.in, c.hint)
		if err != nil || w.From.UTC().Format(time.RFC3339) != c.from || w.Precision != c.p || len(notes) != c.notes {
			t.Errorf("Time(%q) = %v %v %v %v; want %s %s, %d notices", c.in, w.From.UTC(), w.Precision, notes, err, c.from, c.p, c.notes)
		}
		if err := w.Validate(); err != nil {
			t.Errorf("Time(%q) is not valid: %v", c.in, err)
		}
	}
}

func TestTimeLeavesOpenWhatCanBeReadTwoWays(t *testing.T) {
	for in, readings := range map[string][]string{
		"03/04/2025":       {"3 April 2025", "4 March 2025"},
		"3-4-2025":         {"3 April 2025", "4 March 2025"},
		"۰۳/۰۴/۲۰۲۵":       {"3 April 2025", "4 March 2025"},
		"03/04/2025 18:30": {"3 April 2025", "4 March 2025"},
		"1404/01/14":       {"3 April 2025", "Persian", "Islamic"},
	} {
		w, notes, err := intake.Time(in, intake.TimeHint{})
		if err != nil || w.Ambiguous != in || !w.IsZero() || len(notes) != 1 {
			t.Errorf("Time(%q) = %+v, %v, %v; want it left open with one notice", in, w, notes, err)
			continue
		}
		for _, r := range readings {
			if !strings.Contains(notes[0].What, r) {
				t.Errorf("Time(%q): the notice %q lacks %q", in, notes[0].What, r)
			}
		}
	}
}

func TestTimeRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"31 February 2025": "no 31 February 2025", "2025-02-31": "no 31 February 2025", "31/02/2025": "no 31 February 2025", "13/13/2025": "no month 13",
		"2025-13-01": "no month 13", "29/02/2025": "no 29 February 2025", "3/4/25": "four digits", "yesterday": "cannot read", "45750": "cannot", "April": "four digits",
		"0025-01-01": "year", strings.Repeat("1", 200): "characters", "3 April April 2025": "cannot", "1/2/3/4": "cannot", "32 esfand 1404": "Persian", "3 April 2025 25:00": "cannot",
		"31/02/2025 9:00": "no 31 February 2025", "1404/13/40": "no month 13",
	} {
		w, _, err := intake.Time(in, intake.TimeHint{})
		if err == nil || !strings.Contains(outrider.SafeText(err), want) {
			t.Errorf("Time(%q) = %v, %v; want an error with %q", in, w, err, want)
		}
	}
}

func FuzzTime(f *testing.F) {
	for _, s := range []string{"03/04/2025", "3 April 2025 6:30 pm", "۱۴ فروردین ۱۴۰۴", "1404/01/14", "31.02.2025", "\u202e2025-04-03", "////", "0/0/0000", "1/1/9999", "-", "12am"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, notes, err := intake.Time(s, intake.TimeHint{})
		if err != nil {
			return
		}
		if e := w.Validate(); e != nil {
			t.Fatalf("Time(%q) is not valid: %v", s, e)
		}
		if w.Ambiguous != "" && (!w.IsZero() || len(notes) == 0) {
			t.Fatalf("Time(%q) is ambiguous and chosen all the same: %+v", s, w)
		}
	})
}
