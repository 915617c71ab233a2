/*
 * lr-mail: what its parts share. main.c knows the options and sends; attach.c
 * reads what is to be sent.
 */
#ifndef LR_MAIL_JOB_H
#define LR_MAIL_JOB_H

#include "cli.h"
#include "mail.h"
#include "smtp.h"
#include "vault.h"

struct job {
	struct lr_cli *cli;
	struct lr_mail mail;
	struct lr_mail_address from, to[LR_MAIL_TO];
	struct lr_smtp smtp;
	struct lr_vault secrets;
	const char *body_file, *login, *name, *type;
	char name_text[32];
	struct lr_buf body;
	char *content;
	size_t n, cap;
	unsigned long max, least;
	bool dry_run, list_egress;
};

/* Read the operand or standard input, see what it is and whether it is whole;
 * ends the program when it is not to be sent. */
void attach(struct job *j);

#endif
