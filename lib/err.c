#include "err.h"

const char *
lr_err_text(enum lr_err err)
{
	switch (err) {
	case LR_OK:
		return "no error";
	case LR_END:
		return "end of input";
	case LR_EBAD:
		return "malformed";
	case LR_ETOOLONG:
		return "too long";
	case LR_ENOMEM:
		return "out of memory";
	case LR_EIO:
		return "input/output error";
	case LR_EAGAIN:
		return "not now, try again later";
	}
	return "unknown error";
}
