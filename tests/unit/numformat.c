#include "../tap.h"

#include "numformat.h"

static void
format(const char *code, enum lr_numformat want)
{
	ok(lr_numformat_of(lr_span_str(code)) == want, "%s", code);
}

static void
formats(void)
{
	format("General", LR_FORMAT_NUMBER);
	format("0.00", LR_FORMAT_NUMBER);
	format("#,##0.00\\ \"DM\"", LR_FORMAT_NUMBER);
	format("[Red]-0.0;[Blue]yyyy", LR_FORMAT_NUMBER);
	format("0.00E+00", LR_FORMAT_NUMBER);
	format("##0.0e-0", LR_FORMAT_NUMBER);
	format("_-* #,##0\\ _d_-", LR_FORMAT_NUMBER);
	format("@", LR_FORMAT_NUMBER);
	format("", LR_FORMAT_NUMBER);
	format("[DBNum1]General", LR_FORMAT_NUMBER);
	format("[$-407]Standard", LR_FORMAT_NUMBER);
	format("dd.mm.yyyy", LR_FORMAT_DATE);
	format("[$-409]mmm\\-yy;@", LR_FORMAT_DATE);
	format("mmmm", LR_FORMAT_DATE);
	format("[$-411]ggge\"n\"", LR_FORMAT_DATE);
	format("h:mm AM/PM", LR_FORMAT_TIME);
	format("mm:ss.0", LR_FORMAT_TIME);
	format("yyyy-mm-dd\\Thh:mm", LR_FORMAT_BOTH);
	format("[h]:mm", LR_FORMAT_DURATION);
	format("[MM]:ss", LR_FORMAT_DURATION);
	format("[ss]", LR_FORMAT_DURATION);
	format("[hm]0", LR_FORMAT_NUMBER);
	format("\"TRUE\";\"TRUE\";\"FALSE\"", LR_FORMAT_BOOL);
	format("[", LR_FORMAT_NUMBER);
	format("\"open", LR_FORMAT_NUMBER);
	format("0\\", LR_FORMAT_NUMBER);
	ok(lr_numformat_builtin(14) == LR_FORMAT_DATE &&
		lr_numformat_builtin(18) == LR_FORMAT_TIME &&
		lr_numformat_builtin(22) == LR_FORMAT_BOTH &&
		lr_numformat_builtin(46) == LR_FORMAT_DURATION &&
		lr_numformat_builtin(0) == LR_FORMAT_NUMBER &&
		lr_numformat_builtin(48) == LR_FORMAT_NUMBER &&
		lr_numformat_builtin(49) == LR_FORMAT_NUMBER &&
		lr_numformat_builtin(163) == LR_FORMAT_NUMBER,
	    "formats without a code");
}

static void
tidy(const char *s, const char *want)
{
	char out[LR_NUMBER_TEXT];

	is(out, lr_numformat_tidy(lr_span_str(s), out), want, s);
}

static void
numbers(void)
{
	tidy("0", "0");
	tidy("-0", "0");
	tidy("12", "12");
	tidy("1.50", "1.5");
	tidy("007", "7");
	tidy("+1", "1");
	tidy(".5", "0.5");
	tidy("5.", "5");
	tidy(" 1 ", "1");
	tidy("1E3", "1000");
	tidy("1.5e-7", "1.5e-07");
	tidy("0.00001", "0.00001");
	tidy("-12345.678", "-12345.678");
	tidy("0.30000000000000004", "0.3");
	tidy("0.1234567890123456789", "0.123456789012346");
	tidy("999999999999999.9", "1000000000000000");
	tidy("1234567890123456", "1234567890123460");
	tidy("12345678901234567890123", "1.23456789012346e+22");
	tidy("1e400", "1e+400");
	tidy("1e401", "");
	tidy("1e99999999999999999999", "");
	tidy("", "");
	tidy(".", "");
	tidy("-", "");
	tidy("1e", "");
	tidy("1e+", "");
	tidy("1,5", "");
	tidy("1.2.3", "");
	tidy("0x10", "");
	tidy("NaN", "");
}

static void
binary(double v, int digits, const char *want)
{
	char out[LR_NUMBER_TEXT];

	is(out, lr_numformat_put(v, digits, out), want, want);
}

static void
date(double v, enum lr_numformat f, bool from1904, const char *want)
{
	enum lr_value_type type;
	char out[LR_NUMBER_TEXT];

	is(out, lr_numformat_date(v, f, from1904, out, &type), want, want);
}

static void
dates(void)
{
	enum lr_value_type type;
	char out[LR_NUMBER_TEXT];

	date(1, LR_FORMAT_DATE, false, "1900-01-01");
	date(59, LR_FORMAT_DATE, false, "1900-02-28");
	date(60, LR_FORMAT_DATE, false, "1900-02-29");
	date(61, LR_FORMAT_DATE, false, "1900-03-01");
	date(25569, LR_FORMAT_DATE, false, "1970-01-01");
	date(46348, LR_FORMAT_BOTH, false, "2026-11-22T00:00:00");
	date(46348.5, LR_FORMAT_DATE, false, "2026-11-22T12:00:00");
	date(46348.999999999, LR_FORMAT_DATE, false, "2026-11-23");
	date(0.5, LR_FORMAT_DATE, false, "12:00:00");
	date(0.75, LR_FORMAT_TIME, false, "18:00:00");
	date(1.75, LR_FORMAT_TIME, false, "1900-01-01T18:00:00");
	date(0.5 + 0.25 / 86400, LR_FORMAT_TIME, false, "12:00:00.250000");
	date(2958465, LR_FORMAT_DATE, false, "9999-12-31");
	date(2958466, LR_FORMAT_DATE, false, "");
	date(-1, LR_FORMAT_DATE, false, "");
	date(0.0 / 1e308 - 1e308, LR_FORMAT_DATE, false, "");
	date(0, LR_FORMAT_DATE, true, "1904-01-01");
	date(44886, LR_FORMAT_DATE, true, "2026-11-22");
	date(2957003, LR_FORMAT_DATE, true, "9999-12-31");
	date(2957004, LR_FORMAT_DATE, true, "");
	date(1.5, LR_FORMAT_DURATION, false, "36:00:00");
	date(0.25, LR_FORMAT_DURATION, false, "06:00:00");
	date(7, LR_FORMAT_NUMBER, false, "");
	date(1, LR_FORMAT_BOOL, false, "TRUE");
	date(0, LR_FORMAT_BOOL, false, "FALSE");
	date(2, LR_FORMAT_BOOL, false, "");
	lr_numformat_date(1, LR_FORMAT_BOOL, false, out, &type);
	ok(type == LR_VALUE_BOOL, "a boolean");
	lr_numformat_date(1, LR_FORMAT_DURATION, false, out, &type);
	ok(type == LR_VALUE_DURATION, "a duration");
	lr_numformat_date(1, LR_FORMAT_DATE, false, out, &type);
	ok(type == LR_VALUE_DATE, "a date");
}

int
main(void)
{
	double v = 0;

	formats();
	numbers();
	binary(0.1, 15, "0.1");
	binary(0.1, 17, "0.10000000000000001");
	binary(-1e300, 15, "-1e+300");
	binary(0, 15, "0");
	binary(1e308 * 10, 15, "");
	dates();
	ok(lr_numformat_parse(LR_SPAN("46348.25"), &v) && v == 46348.25,
	    "parse");
	ok(lr_numformat_parse(LR_SPAN("-2.5E-3"), &v) && v == -0.0025,
	    "parse an exponent");
	ok(lr_numformat_parse(LR_SPAN("1e-5000"), &v) && v == 0,
	    "next to nothing");
	ok(!lr_numformat_parse(LR_SPAN("1e309"), &v) &&
		!lr_numformat_parse(LR_SPAN("1e5000"), &v),
	    "beyond all bounds");
	return done();
}
