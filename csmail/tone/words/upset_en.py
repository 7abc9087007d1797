"""What upset customers write in English, by what it counts."""

from __future__ import annotations

FEELING = """
disappointed|disappointing|disappointment|disappointingly
angry|furious|livid|outraged|enraged|infuriated|irate|fuming|seething|mad|cross|annoyed|upset|disgusted|appalled|offended|insulted|humiliated|dismayed|exasperated|frustrated|displeased|aggrieved|dissatisfied|unhappy|pissed|gutted|irritated|aggravated|incensed
frustrating|annoying|infuriating|maddening|frustration|anger|dissatisfaction|dissatisfactory
fed up
sick of|and
had it ?with|up
let down
feel|feeling|felt cheated|ignored|robbed|betrayed|deceived|ripped|scammed|lied|stupid|fooled|duped|mistreated|disrespected
been cheated|ignored|robbed|deceived|ripped|scammed|lied|fooled|misled|fobbed|messed|strung
regret ?ever ?buying|?ordering|?shopping|?choosing|?that|?my|?this|?having
"""
ACCUSATION = """
unacceptable|inexcusable|unforgivable|outrageous|disgrace|disgraceful|disgusting|appalling|atrocious|abysmal|horrendous|horrible|horrific|dreadful|pathetic|shameful|shambles|shambolic|laughable|absurd|preposterous|ludicrous|ridiculous|scandalous|intolerable|deplorable|despicable|diabolical|farce|farcical|fiasco|nightmare|insulting|unprofessional|incompetent|incompetence|negligent|negligence|dishonest|crooks|thieves|scammers|fraudsters|liars|cheats|con_artists|clowns|amateurs|idiots|morons|cowboys|crook|thief|liar|unbelievable|inept|lousy|shoddy|shady|deceitful|unethical
scam|scams|fraud|fraudulent|swindle|rip|ripoff ?off
worst
useless|hopeless|worthless|clueless|garbage|rubbish|trash|crap|crappy|bullshit
terrible|awful|poor|bad|horrid|rude ?customer service|experience|support|company|shop|store|handling|staff|attitude|treatment
terrible|awful
a|complete|total|absolute|utter joke|mess|disaster|disgrace|waste|lie
joke of
waste of money|time|space
wasted|wasting ?enough ?of my|our time|money|day
so|very|being|how|was|were|extremely careless|rude|lazy|unhelpful|dismissive|condescending|arrogant|disrespectful|sloppy|incompetent
rude ?and|to|?agent
hung up on
you|they ?people|?have|?just|?all lied|lie|lying|cheated|tricked|deceived|misled|scammed|robbed|stole|ripped|conned|fooled
lied to me|us
been lying
stolen|stole|took|taken|keep|kept my|our money
stop sending|ignoring|lying|wasting|hiding|making|giving
beggars|defies belief|logic
good for nothing
you ?obviously|?clearly|?just|?simply|?really|?people|?guys|?all do|will|can not care|help|listen|bother|want|give|read
do|does not care|give
could not care less
you|nobody|they obviously|clearly|simply|just ...  not
sucks|suck|sucked|stinks|blows
not good enough
not what i paid|ordered for|?and
below par
misleading|false advert*|promise*|claim*|information
broken|empty promise*
"""
RHETORIC = """
lost|losing|lose|run|running ?out|?of ?all ?my|?our|?any patience|trust|faith|confidence|respect
no longer trust|believe
patience ?is|has|?wearing|?run|?with thin|limit*|end|ended|out
out of patience
can|could not be patient any|anymore
not patient any
enough is enough
had enough
have|i enough of
shame on
shame ?that|?you|?how on
how dare|hard|difficult|can|could ?you|?it|?can ?be|?anyone|?a so|it|send|be|to|company|treat|lose|?still
how can|could|do you|anybody|anyone|a ... so|treat|lose|get|sleep|possibly|be
do|does|did you|anyone|anybody|somebody|someone ?people|?guys|?there even|actually|ever read|care|listen|work|look|check|bother|know|answer
is|are anyone|anybody|you even|there|listening|reading|awake|alive|kidding|serious|joking
are you kidding|serious|joking|blind|deaf
what|who|why|where|how ?on ?the hell|fuck|heck|earth
what is wrong with
what a joke|mess|shambles|disgrace|waste|disappointment|farce|scam|nightmare
what kind|sort of company|shop|service|business|support|people|store
wtf|ffs|omfg
why ... nobody|no|can|does|is|do|has ?not|?one
how many|much times|longer|more ?do|?must|?am|?have|?should
never|not order*|buy*|shop*|use|using|purchas*|coming|return*|recommend*|do|deal* ?business|?with|?from|?here|?anything ?you|?your|?from again|anyone|you
never again
last time i|we|you
lost|losing|lose ?yourself|?yourselves ?a|?me|?my|?our ?loyal|?good|?as ?a customer|business|custom
taking|take my|our business elsewhere
thanks|thank ?you for nothing|wasting|ruining|ignoring
for|give ... zero|0|minus stars|star
zero|0|one|1|no stars|star|replies|reply|response|help|communication|review|support
you dare
do not you dare
expected|expect ?so|?much better ?from|?of
so much for
deserve better|more
for once
call yourselves|yourself|this|that ?a ?customer
you ?must ?be should proud|ashamed
ashamed of
i love|enjoy|adore|like paying|waiting|being ... wait*|ignored|nothing|late|broken|wrong
you|have ruined|spoiled|spoilt|destroyed
ruined my|our|the|her|his|christmas
robot|canned|scripted|automated|copy|standard answers|replies|responses|answer|paste|excuse*
your|more|of|pathetic|lame|these|the|enough excuses|lies|nonsense
passed|sent|pushed|bounced|transferred from|around ?one|?pillar|?person|?department
avoid ?this|?at|?like|?them|?the ?shop|all|company|plague
stay|steer away|clear ?from|?of
blame|blamed|blaming me|us
threw|thrown|dumped|tossed|kicked my|the|our parcel|package|box|order
"""
PLAIN = """
nobody|no|noone ?one ?even|?has|?ever|?bothers|?is|?seems ?to answer*|repl*|respond*|call*|help*|pick*|care*|cares|listen*|read*|react*|called
not|no ?a ?single|one reply|answer|response|call|word|email|update
without a|any ?single reply|answer|response|explanation
keep|keeps|kept|been|being ?on ignor*|telling|lying|waiting|sending|promising|delaying|fobb*
ignored|ignoring ?my|?me|?us
want|demand|give|return ?me ?my|?our|?back|?a ?full ?refund|?money money|refund ?back|?now
money back
refund me
charged|billed twice
not impressed|amused
unsatisfactory|substandard|subpar|unreliable|unhelpful|clumsy|inconsiderate
how long ?do|?must|?will
lack of response|communication|care|professionalism|respect
false|fake|counterfeit
wrong size|item|colour|color|order|product ... again|times|row|twice
so|too long
money is|has gone|disappeared|vanished
"""
WEAK = """
still ?no|?not|?nothing|?waiting|?have
waiting ?for|?since
late|delayed|overdue|slow
long
no response|reply|answer
twice
weeks
excuse*
"""
AMBIGUOUS = """
sick|insane|insanely|crazy|wicked
"""
SWEARING = """
fuck*|shit*|bastard*|arsehole*|asshole*|wanker*|bollocks|bloody_hell|piss|damn|moron*|idiot*|stupid|dumb|imbecile*|screw
bloody hell
"""
THREAT = """
see|meet|take|taking|drag you|this|us|it ?all ?to|in court|tribunal
go|going|taking|take ?this|?it|?you to|the|through court|police|ombudsman|authorities|lawyer*|press|media|newspaper*|trading|bbb
small claims
legal action|proceedings|steps|advice|route|means|team_will
sue|suing|sued ?you
my|our|a lawyer|lawyers|solicitor|solicitors|attorney|attorneys|barrister ... you|touch|hear|contact*|letter|advised|know
hear from my|our lawyer*|solicitor*|attorney*
report|reporting|reported ?you|?this|?your|?it|?shop|?company to|the ... police|consumer|trading|authorit*|bpkn|ylki|ombudsman|fraud|bank|agency|bbb|standards|regulator|watchdog|ftc|commission
complaint|complain|complaining ?to|?with|?against|?at bpkn|ylki|ombudsman|trading|consumer|bbb|police|regulator|authorit*|cac
bpkn|ylki|bbb
trading standards
consumer protection|affairs|rights|agency|advocate ?.. hear|complain*|report*
better business bureau
ombudsman
chargeback|charge_back
charge back
disput* ?the|?this|?my|?a charge*|payment|transaction
go|going|went to|public ?the|?with police|public|ombudsman|press
call*|contact*|inform*|notify*|writ* ?my|?the|?to|?with bank|police|lawyer*|solicitor*|consumer|trading|newspaper*|press|authorities|ombudsman|journalist*
journalist*|reporter*|newspaper* ... interested|story|hear|know|love|write
post|posting|posted|sharing|share|tell|telling|warn|warning ?about ?this|?it|?my ... social|facebook|twitter|instagram|tiktok|reddit|everyone|everybody|online|trustpilot|media|friends|people
leav*|writ*|post* ?a|?an|?you|?my|?the ?very|?honest bad|negative|one|1|scathing|terrible|awful ?star|?stars review*|star|feedback
everyone|everybody|world will|shall|should know|hear
filed|file|filing|lodge|lodged|lodging ?a|?an|?formal ?formal|?official complaint|claim|report ?with|?against
reserve|reserving ?the|?all|?my|?our rights|right ... legal|action|court
"""
PRAISE = """
great|nice|good|fine|excellent|fantastic|superb|top|brilliant job|work|service|one
well done
congratulations|congrats|bravo|kudos|genius|brilliant|fantastic|wonderful|marvellous|splendid|lovely
thanks|thank ?you ?so|?very ?much|?a|?lot|?again for
how nice|kind|lovely|wonderful|thoughtful
impressive|impressed
"""
FAULT = """
broken|wrong|late|damaged|empty|missing|lost|cracked|smashed|rotten|dead|useless|torn|leaking|expired|spoiled|stale|dirty|used|fake|mouldy|moldy|shattered|crushed|ruined|ignoring|ignored|nothing|nobody|mess|mistake|weeks|wasting|forgot|forgotten|twice|delayed|cancelled|losing
never|not|still ?not|?hasn arrived|came|here|work*|answered|replied|delivered
"""
REMEDY = """
replac*|fix*|sort*|help*|resolv*|repair*|exchang*|respond*|repl*|refund*|solv*|looking|handling|taking|checking|letting|quick|prompt*|understanding|explain*|update*|assist*|patience|info*|your
but|however|though|although|only|could|can|please|would|unfortunately|when
"""
REPEAT = """
second|third|fourth|fifth|sixth|seventh|umpteenth|nth|hundredth|2nd|3rd|4th|5th time|email|message|mail|letter|complaint|request|attempt
<n> emails|mails|messages|calls|times|tickets|letters ?in|?and|?already|?now
times in a
in a row
again and again
over and over
yet again
once again
every|each time
told|asked|wrote|written|called|emailed|explained|messaged ?you|?this ?about|?times twice|<n>|repeatedly|already ?times
called|emailed|wrote|written|phoned ?you <n> times
"""
CALM = """
happy|satisfied|pleased|impressed|patient|content|acceptable|thrilled|amused|delighted|okay_with|trust|professional|fair|funny
"""
PLEASED = """
great|perfect|awesome|excellent|amazing|love|loved|wonderful|thanks|thank|best|good|nice|wow|brilliant|fantastic|happy|pleased|delighted|recommend|super|fast|cheers|delicious|beautiful
"""
