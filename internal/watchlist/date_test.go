package watchlist_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"outrider/internal/watchlist"
)

func TestParseDate(t *testing.T) {
	for text, want := range map[string]string{
		"1964": "1964", "1964-01": "1964-01", "1964-01-27": "1964-01-27", "27.1.1964": "1964-01-27", "27/01/1964": "1964-01-27",
		"dd/mm/1970": "1970", "dd/05/1970": "1970-05", "13.07.20": "2020-07-13", "21 January 1967": "1967-01-21", "05 Dec 1964": "1964-12-05",
		"Sept 1971": "1971-09", "July 4, 1971": "1971-07-04", "circa 1964": "c. 1964", "c. 1964": "c. 1964", "about March 1964": "c. 1964-03",
		"1971 to 1973": "1971/1973", "between 1971 and 1973": "1971/1973", "1971-1973": "1971/1973", "01 Jan 1961 to 31 Dec 1962": "1961/1962",
		"26 Sep 1946 to 07 Dec 1946": "1946", "01 Feb 1960 to 29 Feb 1960": "1960-02", "Mar 1962 to Feb 1963": "1962/1963",
		"2016-10-13T23:00:09.067Z": "2016-10-13", "2016-10-13-04:00": "2016-10-13", "29.2.2024": "2024-02-29", "03-May-2024": "2024-05-03",
	} {
		if got, err := watchlist.ParseDate(text); err != nil || got.String() != want {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
	if got, err := watchlist.ParseUSDate("05/03/2024"); err != nil || got.String() != "2024-05-03" {
		t.Errorf("the month stands first: %q, %v", got, err)
	}
}

func TestNoDate(t *testing.T) {
	for _, text := range []string{"", "unknown", "31.2.1970", "30 Feb 1971", "29.2.2023", "13/13/1970", "32.1.1970", "0.0.0", "1973 to 1971", "10 October", "1.2.3.4.5", "20240503", "99999-01-01"} {
		if got, err := watchlist.ParseDate(text); err == nil {
			t.Errorf("%q was read as %q", text, got)
		}
	}
}

func TestLastInstant(t *testing.T) {
	for text, want := range map[string]string{"2018": "2018-12-31", "2018-02": "2018-02-28", "2018-12-31": "2018-12-31", "2018-2020": "2020-12-31"} {
		d, err := watchlist.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Last(); got.Format(time.DateOnly) != want || got.Add(time.Nanosecond).Hour() != 0 {
			t.Errorf("the last instant of %s is %v", text, got)
		}
	}
}

// What is written is read again as the same.
func TestDateRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := watchlist.Date{Year: rapid.IntRange(1000, 2999).Draw(t, "year"), Circa: rapid.Bool().Draw(t, "circa")}
		switch rapid.IntRange(0, 3).Draw(t, "precision") {
		case 1:
			d.Month = rapid.IntRange(1, 12).Draw(t, "month")
		case 2:
			d.Month, d.Day = rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day")
		case 3:
			d.To = rapid.IntRange(d.Year, 2999).Draw(t, "to")
			if d.To == d.Year {
				d.To = 0
			}
		}
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var got watchlist.Date
		if err := json.Unmarshal(b, &got); err != nil || got != d {
			t.Fatalf("%+v was written as %s and read as %+v (%v)", d, b, got, err)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"1964", "dd/mm/1970", "between 1.1.1961 and 31.12.1961", "31 Feb 1970", "٢٠٢٤", "to to to", "1971 to circa 1973", "c. c. c."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := watchlist.ParseDate(s)
		if err != nil {
			return
		}
		again, err := watchlist.ParseDate(d.String())
		if err != nil || again != d {
			t.Fatalf("%q is %q, and that is %q (%v)", s, d, again, err)
		}
	})
}
