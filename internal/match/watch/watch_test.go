package watch_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"outrider/internal/match/watch"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// found lists the hits as pattern and covered text.
func found(patterns []string, text string) []string {
	w, _ := watch.New(patterns)
	var out []string
	w.Find([]byte(text), func(h watch.Hit) {
		out = append(out, fmt.Sprintf("%s: %s", patterns[h.Pattern], text[h.From:h.To]))
	})
	return out
}

func TestFind(t *testing.T) {
	patterns := []string{"Sergei Voronov", "Voronov", "voronov ivan", "O'Hara", "José Peña", "Воронов Сергей", "محمد الخطيب", "张伟", "김영철", "タナカ", "Sergei", "Sergei Voronov"}
	for text, want := range map[string][]string{
		"Yesterday SERGEI VORONOV left.":  {"Sergei: SERGEI", "Sergei Voronov: SERGEI VORONOV", "Sergei Voronov: SERGEI VORONOV", "Voronov: VORONOV"},
		"Sergei-Voronov Ivan":             {"Sergei: Sergei", "Sergei Voronov: Sergei-Voronov", "Sergei Voronov: Sergei-Voronov", "Voronov: Voronov", "voronov ivan: Voronov Ivan"},
		"Voronovs and xVoronov":           nil,
		"it was ohara, or O’Hara himself": {"O'Hara: ohara", "O'Hara: O’Hara"},
		"jose pena, JOSÉ PEÑA":            {"José Peña: jose pena", "José Peña: JOSÉ PEÑA"},
		"что ВОРОНОВ СЕРГЕЙ сказал":       {"Воронов Сергей: ВОРОНОВ СЕРГЕЙ"},
		"قال محمد الخطيب اليوم":           {"محمد الخطيب: محمد الخطيب"},
		"昨天张伟说":                           {"张伟: 张伟"},
		"김영철은 어제":                         {"김영철: 김영철"},
		"タナカさん":                           {"タナカ: タナカ"},
		"":                                nil,
	} {
		if diff := cmp.Diff(want, found(patterns, text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestLeftOut(t *testing.T) {
	_, out := watch.New([]string{"a", "", "...", strings.Repeat("a ", watch.MaxWords+1), "b"})
	if diff := cmp.Diff([]int{1, 2, 3}, out); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Wherever the text is cut into pieces, the hits are the same; and they are those
// that a plain search finds.
func TestPiecesDoNotMatter(t *testing.T) {
	words := []string{"ann", "bell", "Вера", "张", "伟", "o'hara", "ann-bell", "é"}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string, least, most int) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), least, most).Draw(t, label), " ")
		}
		patterns := []string{draw("p1", 1, 3), draw("p2", 1, 3), draw("p3", 1, 2)}
		text := draw("text", 0, 20)
		w, _ := watch.New(patterns)
		var whole, pieces []watch.Hit
		w.Find([]byte(text), func(h watch.Hit) { whole = append(whole, h) })
		s := w.Stream(func(h watch.Hit) { pieces = append(pieces, h) })
		for rest := []byte(text); len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "piece")
			_, _ = s.Write(rest[:n]) // never fails
			rest = rest[n:]
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(whole, pieces); diff != "" {
			t.Fatalf("%q in pieces (-whole +pieces):\n%s", text, diff)
		}
		flat := func(s string) string { return " " + strings.NewReplacer("-", " ", "'", "").Replace(s) + " " }
		for i, p := range patterns {
			want, got := count(flat(text), flat(p)), 0
			for _, h := range whole {
				if h.Pattern == i {
					got++
				}
			}
			if got != want {
				t.Fatalf("%q in %q: %d hits, a plain search finds %d", p, text, got, want)
			}
		}
	})
}

// count counts overlapping occurrences.
func count(text, part string) (n int) {
	for i := range len(text) {
		if strings.HasPrefix(text[i:], part) {
			n++
		}
	}
	return n
}

func FuzzFind(f *testing.F) {
	f.Add("Sergei Voronov", "Sergei \xff Voronov 张")
	f.Add("\u0301", "a\u0301'’")
	f.Add("ᄀ각", "각")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		w, out := watch.New([]string{pattern, "sergei"})
		hits := 0
		w.Find([]byte(text+" "+pattern+" "), func(h watch.Hit) {
			if h.From < 0 || h.To <= h.From || h.To > int64(len(text)+len(pattern)+2) {
				t.Errorf("%+v lies outside", h)
			}
			if h.Pattern == 0 {
				hits++
			}
		})
		if len(out) == 0 && hits == 0 {
			t.Errorf("%q is not found in itself after %q", pattern, text)
		}
	})
}

// made makes names and a text of ordinary words with a name every fifty words.
func made(n, size int) ([]string, []byte) {
	r := rand.New(rand.NewPCG(1, 2))
	syllables := strings.Fields("ka ro mi ven to sha lu pe dor an il us ber gra zo ne wi fa")
	word := func(k int) string {
		var b strings.Builder
		for range k {
			b.WriteString(syllables[r.IntN(len(syllables))])
		}
		return b.String()
	}
	names := make([]string, n)
	for i := range names {
		names[i] = word(2+r.IntN(2)) + " " + word(3+r.IntN(2))
	}
	var b strings.Builder
	for b.Len() < size {
		for range 50 {
			b.WriteString(word(1 + r.IntN(4)))
			b.WriteByte(' ')
		}
		b.WriteString(names[r.IntN(n)] + ". ")
	}
	return names, []byte(b.String())
}

// Text of other alphabets is not much slower.
func BenchmarkFindCyrillic(b *testing.B) {
	text := []byte(strings.Repeat("Вчера вечером неизвестные люди ждали у подъезда, сообщил сосед по дому. ", 50_000))
	w, _ := watch.New([]string{"Сергей Воронов", "сосед по даче", "неизвестные люди"})
	b.SetBytes(int64(len(text)))
	hits := 0
	for b.Loop() {
		w.Find(text, func(watch.Hit) { hits++ })
	}
	if hits == 0 {
		b.Fatal("nothing found")
	}
}

func BenchmarkFind(b *testing.B) {
	for _, n := range []int{97_531, 1_000_000} {
		names, text := made(n, 8<<20)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w, _ := watch.New(names)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			hits := 0
			for b.Loop() {
				w.Find(text, func(watch.Hit) { hits++ })
			}
			if hits == 0 {
				b.Fatal("nothing found")
			}
		})
		b.Run(fmt.Sprint("build/", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				watch.New(names)
			}
		})
	}
}
