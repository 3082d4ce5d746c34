"""Words that sites add around a report, in many languages.

Lines are compared casefolded, with curly apostrophes straight and the outer punctuation gone.
Compiled by hand from news sites' own furniture; one table for all languages, since a page may mix
them.
"""

from typing import Final


def _lines(table: str) -> frozenset[str]:
    return frozenset(" ".join(line.split()).casefold() for line in table.split("|") if line.strip())


def _starts(table: str) -> dict[str, tuple[str, ...]]:
    """Phrases by their first two letters, so that few need comparing with a line."""
    phrases = sorted(_lines(table))
    return {start: tuple(each for each in phrases if each[:2] == start) for start in {each[:2] for each in phrases}}


def _groups(table: str) -> tuple[tuple[str, ...], ...]:
    groups = (words.split("+") for words in table.replace("\n", " ").split("|"))
    return tuple(tuple(word.strip() for word in words if word.strip()) for words in groups)


FOOT: Final = _lines("""
    about author | about the author | add a comment | bir yanıt yazın | comentarios | comentários
    | commentaires | commenti | comments are closed | deixe um comentário | deja un comentario
    | deja una respuesta | dejar un comentario | dodaj komentarz | join the conversation
    | join the discussion | komentarze | kommentar hinterlassen | kommentar schreiben | kommentare
    | laisser un commentaire | lascia un commento | leave a comment | leave a reply
    | leave a reply cancel reply | next article | next post | post a comment | previous article
    | previous post | show comments | source link | view comments | yorum yap | yorumlar
    | your email address will not be published | zostaw komentarz | добавить комментарий | додати коментар
    | залишити коментар | коментарі | комментарии | оставить комментарий | הוסף תגובה | תגובות | اترك تعليقا
    | اترك رد | التعليقات | टिप्पणी करें | コメントを残す | 发表评论 | 网友评论
""")
"""Whole lines after which nothing of the report itself follows."""

WIDGETS: Final = _lines("""
    around the web | articles similaires | articoli correlati | artículos relacionados | auch interessant
    | benzer haberler | czytaj także | das könnte sie auch interessieren | don't miss | ilgili haberler
    | latest news | leggi anche | leia também | les plus lus | lo más leído | mehr zum thema | meistgelesen
    | more from this section | more stories | most popular | most read | más noticias
    | noticias relacionadas | notícias relacionadas | polecane | powiązane | read next | recommended for you
    | related articles | related news | related posts | related stories | son dakika haberleri
    | sur le même sujet | te puede interesar | trending now | up next | you may also like
    | you might also like | zobacz także | à lire aussi | ähnliche artikel | другие новости
    | новини за темою | новости по теме | останні новини | по теме | пов'язані новини | последние новости
    | похожие новости | схожі новини | читайте также | читайте також | כתבות נוספות | כתבות קשורות
    | עוד בנושא | أخبار ذات صلة | اقرأ أيضا | المزيد من الأخبار | مواضيع ذات صلة | यह भी पढ़ें | ये भी पढ़ें
    | संबंधित खबरें | あわせて読みたい | 推荐阅读 | 相关报道 | 相关新闻 | 相关阅读 | 関連ニュース | 関連記事
    | more on this story | more on this topic | more on the war | on the same topic | more like this
    | see also | in other news | also on the web
    | recommended | topics | tags | keywords | popular | what to read next | see more on | trending | теги | темы | теми
    | themen | temas | etiquetas | tagi | etiketler | وسوم | תגיות
""")
"""Whole lines above a list of links to other stories; the report may go on below it."""

FURNITURE: Final = _lines("""
    advertisement | advertisements | ad | sponsored | sponsored content | promoted | share | share this
    | share this article | share this story | share on facebook | share on twitter | tweet | print | email
    | subscribe | subscribe now | sign up | sign in | log in | login | register | menu | home | search | close
    | skip to content | skip to main content | read more | read full article | read the full article
    | continue reading | show more | load more | see more | learn more | click here | click to read more
    | follow us | like us on facebook | download the app | download our app | watch | watch now | listen
    | article continues below | story continues below | story continues below advertisement
    | article continues below advertisement | more to follow | loading | copy link | link copied | reply | like
    | breaking | breaking news | live updates | exclusive | opinion | world | news | world news | top stories
    | facebook | twitter | telegram | whatsapp | instagram | youtube | linkedin | cookies | privacy policy
    | terms of use | contact us | about us | all rights reserved | back to top | video | photos | source
    | sources | реклама | поділитися | читати далі | докладніше | детальніше | підписатися | підпишіться
    | джерело | поделиться | читать далее | подробнее | подписаться | источник | новости | новини | головна
    | главная | publicité | partager | lire la suite | lire plus | s'abonner | imprimer | newsletter
    | publicidad | compartir | leer más | seguir leyendo | suscribirse | suscríbete | fuente | publicidade
    | compartilhar | leia mais | assine | pubblicità | condividi | leggi tutto | continua a leggere | abbonati
    | anzeige | werbung | teilen | mehr lesen | weiterlesen | mehr dazu | abonnieren | drucken | zur startseite
    | reklama | udostępnij | czytaj dalej | czytaj więcej | subskrybuj | źródło | reklam | paylaş | devamını oku
    | abone ol | kaynak | haberin devamı | إعلان | إعلانات | مشاركة | شارك | اقرأ المزيد | المزيد | اشترك
    | تابعنا | المصدر | פרסומת | שתף | שתפו | קרא עוד | להמשך קריאה | מקור | 广告 | 分享 | 阅读全文 | 阅读更多
    | 查看更多 | 返回首页 | 广告 | 点击查看 | 広告 | シェア | 続きを読む | もっと見る | विज्ञापन | शेयर करें
    | और पढ़ें | पूरी खबर पढ़ें
    | staff | staff writer | staff writers | news desk | web desk | newsroom | agencies | haber merkezi | redazione
    | redacción | redação | redakcja | redaktion | la rédaction | редакция | редакція | agencias | agências | agenturen
    | وكالات | 综合报道
""")
"""Whole lines that are buttons, labels and advertisements of the page."""

LEADS: Final = _starts("""
    read more: | read also: | also read: | see also: | related: | related article | related story
    | related stories: | more: | more on this: | watch: | watch more: | listen: | must read: | don't miss:
    | read next: | recommended: | tags: | tagged: | topics: | topic: | keywords: | categories: | category:
    | filed under | posted in | source: | sources: | source - | via: | originally published | first published
    | published: | updated: | last updated | last modified | posted: | posted on | posted by | written by
    | story by | article by | edited by | author: | reported by | report by | words by | compiled by
    | translated by | translation: | editor: | editor's note | reporting by | additional reporting by
    | writing by | editing by | with reporting by | share this | copyright | (c) 20 | (c) 19
    | all rights reserved | comments ( | leave a reply | follow us on | follow us at | subscribe to our
    | sign up for | sign up to | join our telegram | join us on | click here to | tap here to | you are reading
    | read full article | read the full | read in | download our | support our | support us | читайте також:
    | читати також: | дивіться також: | теги: | мітки: | джерело: | за матеріалами | автор: | підписуйтесь на
    | підписуйтеся на | приєднуйтесь до | стежте за | долучайтесь до | передрук | усі права | всі права
    | нагадаємо, раніше ми писали | читайте также: | читать также: | смотрите также: | по теме: | метки:
    | источник: | автор: | перевод: | подписывайтесь на | подписывайся на | присоединяйтесь к | следите за нами
    | все права | подпишитесь на | lire aussi | à lire aussi | lire également | à lire : | voir aussi
    | mots-clés | source : | sources : | par la rédaction | publié le | mis à jour le | tous droits
    | suivez-nous | abonnez-vous | inscrivez-vous | lea también | lee también | leer también | leer más:
    | te puede interesar | etiquetas: | temas: | fuente: | fuentes: | publicado el | actualizado el | síguenos
    | todos los derechos | suscríbete a | únete a | por la redacción | leia também | leia mais: | fonte:
    | publicado em | atualizado em | todos os direitos | siga-nos | inscreva-se | leggi anche | fonti:
    | pubblicato il | aggiornato il | tutti i diritti | seguici su | iscriviti | lesen sie auch | lesen sie mehr
    | lesen sie hier | mehr zum thema | siehe auch | schlagwörter: | stichwörter: | veröffentlicht am
    | aktualisiert am | stand: | alle rechte | folgen sie uns | folgen sie | abonnieren sie | hier geht es
    | czytaj też | czytaj także | czytaj również | zobacz też | zobacz także | zobacz również | tagi: | źródło:
    | autor: | opracowanie: | data publikacji | aktualizacja: | wszelkie prawa | śledź nas | obserwuj nas
    | zapisz się | ilgili haber | ayrıca okuyun | bunu da okuyun | etiketler: | kaynak: | güncelleme:
    | yayınlanma: | yayın tarihi | tüm hakları | bizi takip | abone olun | haberin devamı | اقرأ أيضا
    | اقرأ ايضا | إقرأ أيضا | شاهد أيضا | طالع أيضا | المصدر: | المصدر : | وسوم: | الوسوم | كلمات مفتاحية
    | جميع الحقوق | تابعونا | تابعنا على | اشترك في | اشتركوا في | بقلم: | بقلم | كتب: | تحرير: | ترجمة:
    | קראו עוד | קראו גם | קרא גם | ראו גם | עוד בנושא | תגיות: | מקור: | מאת: | כל הזכויות | עקבו אחרינו
    | הצטרפו ל | 来源： | 来源: | 文章来源 | 责任编辑 | 责编 | 编辑： | 编辑: | （编辑 | (编辑 | 作者： | 作者:
    | 记者： | 原标题 | 相关阅读 | 相关新闻 | 延伸阅读 | 推荐阅读 | 更多阅读 | 版权 | 本文来源 | 转载 | 标签：
    | 关键词 | 扫码 | 关注我们 | 關注我們 | 更多新聞 | 延伸閱讀 | 関連記事 | 関連： | 出典： | 無断転載 | 著作権
    | タグ： | フォロー | 続きを読む | ये भी पढ़ें | यह भी पढ़ें | इसे भी पढ़ें | स्रोत: | सोर्स: | टैग:
    | हमें फ़ॉलो | हमें फॉलो | लेखक: | सर्वाधिकार
    | our standards: | share on | share via | reading time | oprac. | opracował | temps de lecture | lesezeit
    | tiempo de lectura | tempo di lettura | tempo de leitura | czas czytania | час читання | время чтения
    | startseite | dieses thema im programm | über dieses thema berichtete | mit informationen von
    | mit material von | con información de | archivado en | veja também | veja mais | saiba mais | lire la suite
    | pour aller plus loin | čtěte také | čtěte i | přečtěte si | témata: | zdroj: | citește și | citeşte şi
    | citește mai | vezi și | sursa: | surse: | autor: | διαβάστε επίσης | διαβάστε ακόμη | δείτε επίσης | πηγή:
    | بیشتر بخوانید | منبع: | 관련기사 | 관련 기사 | 저작권자 | якщо ви помітили | помітили помилку | знайшли помилку
    | если вы нашли | нашли ошибку | нашли опечатку | заметили ошибку | мнение автора | мнение редакции
    | думка автора | матеріал підготовлено | материал подготовлен
    | текст: | text: | текст і фото: | the views expressed | views expressed | the opinions expressed
    | texte par | texte : | par notre correspondant
""")
"""Beginnings of short lines that the site or a republisher added."""

FOOT_LEADS: Final = _starts("""
    written by | leave a reply | comments ( | read full article | source link | the post | filed under | tags:
""")
"""Beginnings of lines that stand at the foot, when most of the text lies before them."""

PLUGS: Final = _groups("""
    read more about+here | read the full story+here | read more here | read more on+here
    | newsletter+sign | newsletter+subscri | newsletter+free | newsletter+inbox | newsletter+our
    | subscribe+channel | subscribe+our | subscribe+youtube | follow us+on | join our+channel
    | join our+telegram | join us on+telegram | download our+app | app store+google play | we use+cookies
    | this site uses+cookies | this website uses+cookies | uses cookies | cookie+consent | all rights reserved
    | appeared first on | article+appeared in+permission | published here with permission
    | republished+permission | reprinted+permission | originally appeared+on | article+first appeared
    | story+first appeared | article+originally published | story+originally published | originally published+by
    | first published+the conversation | republished from+license | contributed to this report
    | contributed reporting | get our+stories | become a member+support | support our journalism
    | make a donation | donate+today+support | click here to+ | tap here to+ | for more+visit our website
    | copyright 20 | © 20 | subscribe to+newsletter | turn on notifications | enable javascript
    | підписуйтесь на+канал | підписуйтесь на нас | підписуйтеся на+канал | підпишіться на+канал
    | telegram-канал+підпис | телеграм-канал+підпис | подписывайтесь на+канал | подписывайтесь на нас
    | подпишитесь на+канал | telegram-канал+подпис | телеграм-канал+подпис | все права защищены
    | усі права захищено | всі права захищено | abonnez-vous+ | inscrivez-vous+newsletter | notre newsletter
    | tous droits réservés | suscríbete+ | nuestro newsletter | nuestra newsletter | nuestro canal de
    | todos los derechos reservados | inscreva-se+ | todos os direitos reservados | nossa newsletter
    | nosso canal+ | iscriviti+ | tutti i diritti riservati | alle rechte vorbehalten | unseren newsletter
    | newsletter+abonnieren | unserem+whatsapp-kanal | zapisz się+newsletter | wszelkie prawa zastrzeżone
    | tüm hakları saklıdır | kanalımıza+abone | جميع الحقوق محفوظة | اشترك+نشرتنا | تابعونا على | قناتنا+تلغرام
    | قناتنا على | כל הזכויות שמורות | הצטרפו+ערוץ | 版权所有 | 未经授权 | 转载请注明 | 無断転載
    | सर्वाधिकार सुरक्षित | हमारे+चैनल+सब्सक्राइब | हमारे+व्हाट्सएप
    | newsletter+recib | newsletter+receb | newsletter+recev | newsletter+ricev | newsletter+erhalt
    | newsletter+inscri | newsletter+cada d | поддержите+журналист | поддержите+редакци | пожертвование+оформите
    | підтримайте+patreon | підтримайте нас+ | підтримайте+журналіст | станьте+patreon | patreon+support
    | dziękujemy, że przeczyta | google news+takip | google news+follow | google news+suiv | google news+obserwuj
    | google news+sigue | google news+folg | google новин+читайте | whatsapp+channel+follow | riproduzione riservata
    | 무단 전재 | 無断複製
    | headlines+inbox | delivered+inbox | views expressed+author | opinions expressed+author
""")
"""Words that, all together in one sentence, make it a plug or a notice."""
