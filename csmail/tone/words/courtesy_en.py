"""What the courtesy lint looks for in English letters; what finds a phrase and what it means is in `tone.checks`."""

from __future__ import annotations

LISTS = {
    "greeting": "hello, hi, hey, dear, good morning, good afternoon, good evening, greetings",
    "thanks": "thank you, thanks, many thanks, grateful, thank",
    "apology": "sorry, apologise, apologize, apologies, apology, our fault, regret",
    "please": "please, could you, would you, can you, may we, may i, simply, just, feel free, let us",
    "closing": """kind regards, best regards, warm regards, regards, best wishes, all the best, sincerely, yours,
    thank you, thanks, many thanks, warmly, cheers""",
    "bare_command": "send, wait, fill, read, contact, reply, provide, upload, click, call",
    "blame_customer": """your fault, your mistake, your error, you failed to, you forgot, you did not read, you didn't read,
    you should have, you must have, you claim, you neglected, as i already told you, as we already told
    you, as already explained, as previously stated, you are wrong, you're wrong, you misunderstood, if
    you had read""",
    "blame_other": """not our fault, not our responsibility, not our problem, the courier's fault, courier is to blame,
    blame the courier, the bank's fault, nothing to do with us, out of our hands, beyond our control""",
    "idle_apology": """for any inconvenience, for the inconvenience, for this inconvenience, any inconvenience caused,
    inconvenience this may have caused""",
    "vague": "as soon as possible, asap, shortly, in due course, in the near future",
    "foreign": "terima kasih, salam hangat, hormat kami, mohon maaf, silakan, kak, anda",
    "attached": """please find attached, see attached, see the attached, is attached, are attached, i have attached,
    i've attached, we have attached, we've attached, attached is, attached are, attached you will find,
    enclosed, in the attachment, the attached file""",
    "not_attached": """no attachment, not attached, without attachment, you attached, you have attached, please attach,
    could you attach, nothing attached""",
    "secret": "pin, otp, password, passcode, cvv, one-time code, security code, verification code",
    "secret_verbs": "send, give, tell, share, provide, enter, reply with, forward",
    "negation": "never, not, don't, won't, no, without, nobody",
}

# List, advice, the phrases that it is given for.
ADVISED = {
    "negative": {
        "tone_say_what_you_can": "can't, cannot, can not, unable to",
        "tone_find_out": "don't know, do not know",
        "tone_other_way": "impossible",
        "tone_say_it_straight": "unfortunately",
        "tone_not_approved": "refuse, refused, rejected",
        "tone_next_step": "failed",
        "tone_say_allowed": "not allowed",
        "tone_say_when": "won't be able",
    },
    "robot": {
        "tone_use_name": """dear valued customer, valued customer, dear customer, dear sir or madam, dear sir/madam, to whom it
        may concern""",
        "tone_who_and_when": "is being processed, rest assured",
        "tone_to_the_point": "please be advised, please be informed",
        "tone_own_words": "as per our policy, per our policy, company policy",
        "tone_answers_are_read": "do not reply to this, don't reply to this",
        "tone_show_it": "your satisfaction is our priority, your business is important to us, we value your business",
        "tone_once_at_the_end": "this is an automated",
        "tone_leave_out": "hereby",
    },
}

# List, what to write instead, the phrases that it stands in for.
INSTEAD = {
    "robot": {
        "your message": "your ticket",
        "conversation number": "ticket number",
        "when it suits you": "at your earliest convenience",
        "simply reply to this mail": "do not hesitate to, don't hesitate to",
        "please": "kindly",
        "about": "with reference to",
    },
    "slang": {
        "you": "u, y'all",
        "your": "ur",
        "please": "pls, plz",
        "thank you": "thx, thanx",
        "going to": "gonna",
        "want to": "wanna",
        "have to": "gotta",
        "because": "cuz",
        "by the way": "btw",
        "I will find out": "idk, dunno",
        "yes": "yeah",
        "no": "nope",
    },
}
