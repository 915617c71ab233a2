#include "egress.h"

void
lr_egress_put(struct lr_out *o, const char *protocol, struct lr_span server,
    const char *what, const char *way)
{
	lr_out_put(o, lr_span_str(protocol));
	lr_out_put(o, LR_SPAN("\t"));
	lr_out_put(o, server);
	lr_out_put(o, LR_SPAN("\t"));
	lr_out_put(o, lr_span_str(what));
	lr_out_put(o, LR_SPAN("\t"));
	lr_out_put(o, lr_span_str(way));
	lr_out_put(o, LR_SPAN("\n"));
}

void
lr_egress_names(struct lr_out *o, const char *nothing_of)
{
	lr_out_put(o,
	    LR_SPAN(
		"dns\tthe system's resolver\tnames of servers, nothing of "));
	lr_out_put(o, lr_span_str(nothing_of));
	lr_out_put(o, LR_SPAN("\t" LR_EGRESS_CLEAR "\n"));
}
