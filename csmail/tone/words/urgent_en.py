"""How haste, danger and near deadlines are written in English."""

from __future__ import annotations

WORDS = """
urgent|urgently|urgency|asap|immediately|immediate|emergency|expedite|expedited|promptly|hurry|desperate|desperately|pressing|critical|rush|pronto
soon|quickly|fast|early as|is ?humanly possible|can
as soon|quickly|fast|early as
right|straight away
at once|the_earliest
right now
at your earliest
without ?any ?further delay
high|top|highest|utmost|first priority
as|a|given|give ?a|?this|?it ?high|?top priority
prioritise|prioritize ?this|?my|?our|?it
time critical|sensitive|pressing
time is|running|of running|short|essence|critical|out
running|run out|short of|on time
against the clock
in time ?for
need|needed|want|require ... now|urgently|immediately|today
within the|an|a|<n> hour|hours|minutes|day
can not|hardly wait ?any|?much|?until|?longer longer|until|any|more
every minute|hour counts
before it is|gets too late
quick|fast|speedy reply|response|answer|help|action
lock|freeze|block|suspend|secure ?my|?the|?our|?it account|card|profile
cancel|stop|hold|change|intercept|halt|update|recall ... before ?.. ships|shipped|goes|sent|dispatched|leaves|delivered|out|packed|late
"""
HINT = """
truck|driver|courier|van|customer|client|guests|patient|movers|people|van|line is|are|waiting ?waiting|?on|?here|?at|?outside
waiting on|at|outside the|our|my
on its|the|his way
important
allergy|allergic
dangerous|safe
wrong address|delivery
accidentally|mistake
following up
"""
DANGER = """
smell*|smelling|stink* ?strongly|?strong|?like|?of ... burning|gas|smoke|burnt|burned
burning smell|plastic|hot
smoking|smoked|smouldering|sparking|sparks|sparked|exploded|exploding|overheating|overheated|melting|melted|swelling|swollen|bulging|electrocuted
smoke ... coming|came|from|out
caught|on|catch|catching fire
electric ?al shock
gas leak*
leaking gas|acid
allergic reaction
poisoned|poisoning|choked|choking|injured|bleeding|unconscious|hospital|swallowed
burned|burnt|cut|hurt my|his|her|our|himself|herself|hand|finger*
carbon monoxide
"""
ACCOUNT = """
hacked|hijacked|compromised|breached|phished|phishing
unauthorised|unauthorized|suspicious|fraudulent ?account charge*|order*|transaction*|login*|access|payment*|activity|purchase*|sign
someone|somebody|stranger ?else|?has ... account|card|password|email|logged
stolen|stole ?my|?our card|identity|account|wallet|password
my|our card|account|identity ?details|?number|?was|?has|?been stolen|used|taken
did not make|place|authorise|authorize|order|request ?this|?these|?the|?that|?any order*|transaction*|purchase*|payment*|change*
card details|data|number ... page|site|link|looked
locked out of
taken over
"""
OUTAGE = """
whole|entire|all|every|our|nobody|site|system|systems|server|website|shop|production|page|checkout|everything|service|office|store ... down|offline|log|unavailable|crashed
production|line|business|work|sales is|are|has|stops|stopped|at ?come|?to down|standstill|stopped|halt|blocked
outage
losing sales|orders|customers_hourly|business every|by
"""
NEAR = """
today|tonight|midnight|noon|eod|cob|lunchtime
this morning|afternoon|evening|lunchtime
in|within|next|only <n> ?more|?and ?half ?an hour|hours|minutes|mins|min|hrs|h
in|within the|an next ?few|?couple hour|hours|minutes
<n> hours|minutes from|left|to
<n> pm|am|oclock
close|end of business|play|day|trading
later today
in|within|under <n> hour*|minute*
5pm|4pm|3pm|2pm|1pm|6pm|7pm|8pm|9pm|10pm|11pm|12pm|9am|10am|11am|8am|7am|6am
"""
NEXT = """
tomorrow
overmorrow
in|within <n> day|days
day after tomorrow
48|24|36 hours|hrs|h
next morning
"""
BEFORE = """
by|before|until|till|unless|deadline|latest|cutoff|otherwise
no later than
"""
EVENT = """
flight*|wedding|train|bus|ferry|plane|exam*|meeting*|presentation*|interview*|event|conference|exhibition|birthday|party|funeral|surgery|operation|appointment|visa|hearing|audit*|graduation|ceremony|launch|trip|holiday|concert|gig|show|opening|closing|guests|movers|tender|offer|voucher|warranty|coupon|deadline|court|border|customs|christening|anniversary
leave*|leaving|depart*|fly|flying|expire*|expiring|ends|ending|closes|closing|starts|opens|begins|due|travel*|ships|goes|return*|check|arrive|run*|move|moving|test|stops
"""
NEED = """
need*|must|require*|have_to|essential
have|has|got to
"""
REQUEST = """
please|kindly|pls|help|appreciate
can|could|would|will you|somebody|someone
"""
PROBLEM = """
not|no|wrong|failed|rejected|missing|broken|still|stopped|lost|unless|never|stuck
"""
PAST = """
arrived|received|came|got|was|were|delivered|ordered|paid|sent|bought|since|from|yesterday|earlier|already|until_now
"""
HOURS = """
are|do|is|will you|shop|store ?guys|?still open|close|closed
what time|are
opening hours|times
how late
"""
CALM = """
no rush|hurry|urgency|pressure
not|nothing|isn|hardly urgent|pressing|critical|emergency
take your time
whenever you|it|convenient
when you get|have
when convenient
can|could|may wait ?until|?till
next week|month|year
no need to ?hurry|?rush
in your own
"""
