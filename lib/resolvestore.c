#include "resolvestore.h"

static const char *const schema[] = {
	"CREATE TABLE ptr("
	"hash BLOB NOT NULL PRIMARY KEY,"
	"time INTEGER NOT NULL,"
	"name BLOB," /* NULL: has none */
	"verified INTEGER NOT NULL"
	") WITHOUT ROWID",
	/* A registered range has a row for each prefix it consists of, so that
	 * the most specific range is the one with the longest prefix. */
	"CREATE TABLE network("
	"prefix BLOB NOT NULL PRIMARY KEY," /* address, length of 128 */
	"first BLOB NOT NULL,"
	"last BLOB NOT NULL,"
	"time INTEGER NOT NULL,"
	"found INTEGER NOT NULL," /* 0: the registries know of none */
	"netname BLOB, holder BLOB, country BLOB, status BLOB"
	") WITHOUT ROWID;"
	"CREATE TABLE server("
	"name BLOB NOT NULL PRIMARY KEY,"
	"tokens INTEGER NOT NULL," /* thousandths */
	"time INTEGER NOT NULL,"   /* of tokens: milliseconds since 1970 */
	"later INTEGER NOT NULL"   /* not to be asked until then, the same */
	") WITHOUT ROWID",
};

const struct lr_store_spec lr_resolve_store = {
	.file = "resolve.db",
	.schema = schema,
	.version = sizeof(schema) / sizeof(schema[0]),
};
