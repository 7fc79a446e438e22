package main

import (
	"runtime"
	"time"

	"github.com/ncruces/go-sqlite3"
)

const tables = `
CREATE TABLE tie (a INTEGER, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE met (sel INTEGER, person INTEGER, at INTEGER, x REAL, y REAL);
CREATE INDEX found ON met (sel, at, person, x, y);`

// question is asked of each sighting before it is put in: 1 selector, 2 person,
// 3 time, 4 and 5 place.
const question = `SELECT EXISTS (
	SELECT 1 FROM met o WHERE o.sel = ?1 AND o.at BETWEEN ?3 - 2592000 AND ?3 + 2592000 AND o.person <> ?2
	AND NOT EXISTS (SELECT 1 FROM tie WHERE a = o.person AND b = ?2)
) OR EXISTS (
	SELECT 1 FROM met o JOIN met q ON q.sel = o.sel AND q.person = o.person
	WHERE o.sel = ?1 AND o.person = ?2 AND o.at BETWEEN ?3 - 2592000 AND ?3 + 2592000 AND q.at BETWEEN ?3 - 2592000 AND ?3 + 2592000
	AND (o.x - ?4) * (o.x - ?4) + (o.y - ?5) * (o.y - ?5) >= 1
	AND (q.x - ?4) * (q.x - ?4) + (q.y - ?5) * (q.y - ?5) >= 1
	AND (o.x - q.x) * (o.x - q.x) + (o.y - q.y) * (o.y - q.y) >= 1)`

// inSQLite asks an SQLite database in memory, in one transaction and with prepared
// statements.
func inSQLite(all []met, ties [][2]int64) (took time.Duration, hits int, memory uint64, err error) {
	forgetPeak()
	before := peak()
	db, err := sqlite3.Open(":memory:")
	if err != nil {
		return 0, 0, 0, err
	}
	defer db.Close()
	if err := db.Exec(tables + "BEGIN"); err != nil {
		return 0, 0, 0, err
	}
	tie, _, err := db.Prepare("INSERT INTO tie VALUES (?, ?)")
	if err != nil {
		return 0, 0, 0, err
	}
	defer tie.Close()
	for _, t := range ties {
		if err := put(tie, t[0], t[1]); err != nil {
			return 0, 0, 0, err
		}
	}
	start := worked()
	hits, err = ask(db, all)
	took = worked() - start
	memory = uint64(max(0, peak()-before)) * 1e6
	runtime.KeepAlive(db)
	return took, hits, memory, err
}

func ask(db *sqlite3.Conn, all []met) (hits int, err error) {
	insert, _, err := db.Prepare("INSERT INTO met VALUES (?, ?, ?, ?, ?)")
	if err != nil {
		return 0, err
	}
	defer insert.Close()
	found, _, err := db.Prepare(question)
	if err != nil {
		return 0, err
	}
	defer found.Close()
	for _, m := range all {
		if err := bind(found, m); err != nil {
			return hits, err
		}
		if found.Step() && found.ColumnBool(0) {
			hits++
		}
		if err := found.Reset(); err != nil {
			return hits, err
		}
		if err := bind(insert, m); err != nil {
			return hits, err
		}
		insert.Step()
		if err := insert.Reset(); err != nil {
			return hits, err
		}
	}
	return hits, nil
}

func bind(s *sqlite3.Stmt, m met) error {
	for i, v := range []int64{m.sel, m.person, m.at} {
		if err := s.BindInt64(i+1, v); err != nil {
			return err
		}
	}
	if err := s.BindFloat(4, m.x); err != nil {
		return err
	}
	return s.BindFloat(5, m.y)
}

func put(s *sqlite3.Stmt, args ...int64) error {
	for i, v := range args {
		if err := s.BindInt64(i+1, v); err != nil {
			return err
		}
	}
	s.Step()
	return s.Reset()
}
