package sqlite

import "fmt"

// Limit makes the file refuse to grow beyond some pages, as a full disk does.
func (db *DB) Limit(pages int) error {
	return db.conn.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages))
}
