package german

// stopWords are folded function words: they are found in phrases, and rank
// nothing outside them.
var stopWords = set(`aber alle allem allen aller alles als also am an ander andere anderem anderen anderer
	anderes auch auf aus bei beim bin bis bist da dabei dadurch dafuer dagegen daher dahin damit danach daneben
	dann daran darauf daraus darin darum darueber darunter das dass davon davor dazu dein deine deinem deinen
	deiner dem demnach den denen denn dennoch der deren derer des deshalb dessen desto die dies diese diesem diesen
	dieser dieses doch dort du durch eben ebenfalls ein eine einem einen einer eines einige einigem einigen einiger
	einiges er es etwa etwas euch euer eure eurem euren eurer fuer gegen habe haben habt hat hatte haette hatten haetten
	her hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im in indem ins ist jede jedem jeden
	jeder jedes jedoch jene jenem jenen jener jenes kann kein keine keinem keinen keiner keines koennen koennte
	koennten machen man manche manchem manchen mancher manches mein meine meinem meinen meiner mich mir mit
	muss musste muessen nach nachdem nicht nichts noch nun nur ob obwohl oder ohne sehr sei seien sein seine seinem
	seinen seiner seines seit selbst sich sie sind so sobald sodass sogar solche solchem solchen solcher solches
	soll sollen sollte sollten sondern sonst soweit sowie sowohl ueber um und uns unser unsere unserem unseren
	unserer unter viel vom von vor waehrend war waren warum was weder weil weiter welche welchem welchen welcher
	welches wenn wer werde werden wie wieder will wir wird wirst wo wobei wodurch wollen womit worauf worin wurde
	wurden wuerde wuerden zu zum zur zwar zwischen`)
