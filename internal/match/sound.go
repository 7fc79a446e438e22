package match

import (
	"embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed tables/*.tsv
var tableFiles embed.FS

// Alphabet lists the sounds into which every script is read; a sound's number is
// its position plus one. Small letters are what they look like, with c and x left
// open as Latin writes them. Capitals: S sh, C ch, X kh, Z zh, T th, D dh, G gh,
// K ts, H the Arabic ḥa, Q a glottal stop, A the ayn, P L F V the emphatic s, d, t
// and z, E an open e, O an open o, U a back unrounded u, W ö, Y ü or the Russian
// ы, M the Arabic feminine ending, J and I are free for scripts to come.
const Alphabet = "abcdefghijklmnopqrstuvwxyzSCXZTDGKHQAPLFVEOUWYMJI"

// sounds is the number of sounds, silence (0) included.
const sounds = len(Alphabet) + 1

// maxSounds is the longest word that is compared in full; what follows is cut.
const maxSounds = 24

// letterTables is the content of tables/letters.tsv.
type letterTables struct {
	sounds map[rune]string
	script map[rune]Script
	roman  map[rune][5]string
	han    map[rune]string
}

// tables reads the embedded tables once. They are part of the program: a test
// proves that they can be read.
var tables = sync.OnceValue(func() letterTables {
	t := letterTables{sounds: map[rune]string{}, script: map[rune]Script{}, roman: map[rune][5]string{}, han: map[rune]string{}}
	for _, f := range tableRows("letters", 8) {
		r, _ := utf8.DecodeRuneInString(f[1])
		t.sounds[r] = strings.ReplaceAll(f[2], "_", "")
		t.script[r] = scriptCode(f[0])
		var row [5]string
		for i := range row {
			row[i] = strings.ReplaceAll(f[3+i], "_", "")
		}
		t.roman[r] = row
	}
	for _, f := range tableRows("han", 2) {
		for _, r := range f[1] {
			t.han[r] = f[0]
		}
	}
	return t
})

// tableRows returns the rows of one embedded table that have so many columns.
func tableRows(name string, columns int) [][]string {
	b, err := tableFiles.ReadFile("tables/" + name + ".tsv")
	if err != nil {
		return nil
	}
	var rows [][]string
	for line := range strings.Lines(string(b)) {
		line = strings.TrimRight(line, "\n")
		if f := strings.Split(line, "\t"); len(f) == columns && !strings.HasPrefix(line, "#") {
			rows = append(rows, f)
		}
	}
	return rows
}

// soundCode returns the number of a sound, 0 if there is none of that letter.
func soundCode(c byte) uint8 {
	return uint8(strings.IndexByte(Alphabet, c) + 1)
}

// spell writes sound numbers in the letters of the alphabet.
func spell(codes []uint8) string {
	var b strings.Builder
	for _, c := range codes {
		if c > 0 && int(c) <= len(Alphabet) {
			b.WriteByte(Alphabet[c-1])
		}
	}
	return b.String()
}

// checkTables reports rows of the embedded tables that could not be understood.
func checkTables() error {
	for r, s := range tables().sounds {
		for i := range len(s) {
			if soundCode(s[i]) == 0 {
				return fmt.Errorf("tables/letters.tsv: %c has the unknown sound %c", r, s[i])
			}
		}
	}
	return nil
}
