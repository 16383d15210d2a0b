"""Words by which names are told from other words. Small letters; authored lists, not taken from a corpus."""

PLAIN_WORDS = frozenset(
    """
    a about above after again age ago ah all also always am an and another any anybody anyone anything are around as ask
    asked asking at available away back bad be because been before being below best better between both but by bye can
    cannot come could dad daddy daughter day days dear did do does doing done dont down during each early either else
    end enough etc even ever every everybody everyone everything family far father feel felt few find first folks for
    forum friend friends from get getting girl give god going good got great greatly guys had hand happy hard has have
    having he health hello help her here hers hi him his home hope hospital how however husband i if ill in indeed info
    information into is it its just kind kindly know lady last late later least less let like little long look lot lots
    love ma'am madam made make male man many may maybe me mean members men might mine mom more morning most mother much
    mum must my myself name need never new next nice night no nobody none nor not nothing now of off often oh ok okay
    old on once one only or other others our ours out over own part patient patients people per please pm possible quite
    rather really recently regarding regards reply rest right said same say see seems seen self send service she should
    sick side since sir sirs sister so some somebody someone something son soon sorry still such sure take team tell
    than thank thanks that the their them then there therefore these they thing things think this those though through
    time to today together told tomorrow tonight too took two under until up upon us use used user very visit visitor
    want wanted was way we week weeks well went were what when where whether which while who whole why wife will wish
    with within without woman women word world worried would writer wrong year years yes yesterday yet you young your
    yours yourself anonymous guest unknown anon admin moderator editor staff member nurse doctor doctors doc dr
    physician professor prof director surgeon specialist pharmacist therapist dentist dietitian midwife consultant
    department clinic center centre office university college school institute hotline
    mr mrs ms miss attending resident chief senior junior general practitioner emeritus assistant associate
    january february march april june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday evening afternoon greetings sincerely truly cheers respectfully
    asian african american british chinese english french german indian italian japanese korean spanish taiwanese
    thai vietnamese taiwan china japan america europe taipei kaohsiung taichung tainan hong kong
    medicine medical surgery pain disease syndrome test blood heart pregnant pregnancy diabetic allergic covid hiv hpv
    recommended approved reviewed prescribed ordered orders office's appointment appointments notes note shopping
    google who cdc fda nhs mri ct ecg eeg gp er icu md phd rn
    sunny rainbow angel baby happy lucky hope rose lily grace joy faith dawn summer autumn winter spring smile star moon
    sun cat dog bear rabbit water rain snow sky blue red green black white pink dream mama papa mommy grandma grandpa
    tired cancer skin eye ear nose throat tooth teeth foot feet hand knee back neck head stomach liver kidney lung
    """.split()
)
"""Words that are no name by themselves, though some people choose them as nicknames."""

INSTITUTIONS = frozenset("department clinic hospital center centre team university office institute college".split())
"""Plain words that end the name of an institution, which signs letters, too."""

EPONYM_NOUNS = frozenset(
    """
    disease syndrome palsy sign signs test thyroiditis contracture cyst duct node nodes esophagus oesophagus lymphoma
    sarcoma tumor tumour tumors score scale index reflex maneuver manoeuvre criteria cell cells chorea ataxia anemia
    anaemia fracture tendon fibroids bodies body phenomenon procedure operation classification curve method syndromes
    stain agar medium catheter canal tube tubes ring gland glands angle line lines ulcer hernia exercises disorder
    dementia encephalopathy infarction glomerulonephritis arteritis granulomatosis nodule nodules law triad
    """.split()
)
"""What follows the name of a person in the name of a thing of medicine: *Parkinson's disease*."""

LATIN_SURNAMES = frozenset(
    """
    chan chang chao chen cheng chi chiang chien chin chiu cho chou chow chu chuang chung fan fang feng fu gao guo han
    hsiao hsieh hsu hu huang hung jiang jian kang kao ko ku kuo lai lam lau lee leung li liang liao lim lin ling liu lo
    lu luo ma mao ng ou pan peng qian qiu shen shi shih song su sun sung tai tan tang teng tsai tsao tseng tsui tu tung
    wan wang wei wen wong wu xiao xie xu yan yang yao yeh yen yin yip yu yuan zeng zhang zhao zheng zhong zhou zhu
    smith johnson williams brown jones garcia miller davis wilson anderson taylor thomas moore martin jackson thompson
    kim park choi nguyen tran patel singh kumar khan
    """.split()
)
"""Surnames that are taken for one even in small letters behind a title."""

SURNAMES = (
    "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴范方宋鄧杜傅侯曹薛丁卓阮馬董温溫唐藍石蔣"
    "古紀姚連馮歐程湯黎田康姜汪白涂鄒尤巫尹龔黎袁嚴倪陶陸金童韓賈夏邵錢段孟秦郝龐史龍雷任譚熊凌柳辛甘管章饒花歐賀萬"
    "陈黄张吴刘杨许郑谢庄吕萧罗钟苏叶卢赵颜孙邓马冯汤邹严陆韩贾钱庞龙谭饶贺万"
)
"""Surnames of one character, in both ways of writing."""
COMPOUND_SURNAMES = (
    "歐陽",
    "上官",
    "司馬",
    "諸葛",
    "司徒",
    "端木",
    "皇甫",
    "夏侯",
    "張簡",
    "范姜",
    "欧阳",
    "司马",
    "诸葛",
)

NO_CHINESE_NAMES = (
    "高血 高雄 高齡 高度 高中 高年 高潮 高燒 高蛋 高壓 高脂 高尿 高醫 高職 高架 高階 高風 高劑 高級 黃斑 黃疸 黃體 "
    "黃色 黃水 黃帶 黃褐 白內 白血 白帶 白天 白色 白癜 白斑 白蛋 白頭 白髮 白目 白點 謝謝 方便 方法 方式 方面 方向 "
    "許多 許久 許可 "
    "周末 周圍 周期 周邊 周五 周日 周一 馬上 馬偕 馬桶 馬尾 馬祖 金屬 金門 金錢 石頭 石化 林口 何時 何種 何處 何況 "
    "何以 何故 何人 何謂 溫度 溫水 溫和 溫熱 湯藥 湯匙 程度 程序 施打 施行 施作 施用 施予 葉酸 葉黃 田徑 康復 康健 "
    "關節 關於 連續 連帶 連結 連我 連絡 文章 尤其 古老 古早 花費 花生 花粉 花錢 花了 花蓮 雷射 史密 史蒂 龍骨 任何 "
    "任意 任務 辛苦 辛辣 甘油 甘草 管道 管理 管子 章節 萬一 萬分 萬芳 紀錄 簡單 簡直 游泳 唐氏 唐突 陳述 陳舊 "
    "張開 張嘴 張力 張口 李斯 王國 楊桃 鄭重 郭公 洪水 曾經 曾有 曾做 曾在 曾去 曾服 曾看 周遭 徐徐 蘇醒 蘇打 莊重 "
    "江湖 羅氏 潘朵 朱紅 胡蘿 胡椒 胡亂 胡思 施以 沈重 沈澱 余等 梁柱 趙氏 顏色 顏面 柯氏 魏氏 孫子 孫女 戴口 戴眼 "
    "戴隱 戴上 范圍 宋代 杜絕 "
    "傅科 曹操 薛丁 丁字 卓越 董事 藍色 藍光 藍芽 姚明 歐洲 歐美 黎明 姜黃 姜片 汪汪 尹氏 袁大 嚴重 嚴格 嚴厲 陶瓷 "
    "陸續 陸軍 童年 童綜 韓國 夏天 夏季 錢包 段落 段時 孟魯 秦氏 熊熊 凌晨 柳丁 饒恕 賀爾 万一 严重 许多 谢谢 "
    "成大 台大 長庚 榮總 國泰 新光 慈濟 奇美 中山 亞東 彰基 彰化 成功 義大 阮綜 童醫 門諾"
).split()
"""How words begin that are no name though their first character is a surname."""
SURNAME_TAILS = frozenset(
    "主任 責任 信任 擔任 任何 如何 為何 也許 或許 允許 期許 過程 療程 流程 課程 行程 進程 工程 信賴 依賴 健康 小康 "
    "地方 對方 院方 處方 藥方 配方 官方 雙方 我方 "
    "警方 校方 西方 東方 前方 後方 下方 上方 單方 複方 提高 身高 最高 升高 偏高 過高 太高 很高 更高 增高 措施 實施 "
    "明白 蛋白 空白 眼白 美白 照顧 緊張 擴張 主張 誇張 一張 這張 那張 兩張 幾張 "
    "每張 可能 感謝 謝謝 多謝 致謝 代謝 答謝 奶粉 現金 資金 基金 獎金 押金 結石 膽石 腎石 化石 鑽石 歷史 病史 護理 "
    "流連 接連 牽連 失連 大江 不管 血管 氣管 食管 尿管 導管 主管 保管 文章 勳章 "
    "兒童 孩童 學童 專任 現任 前任 歷任 兼任 新任 勝任 女方 男方 體溫 低溫 高溫 少許 些許 准許 幾何 大陸 登陸 花錢 "
    "少錢 要錢 "
    "省錢 付錢 黃金 橋梁 其余 中古 自古 水田 丹田 魔王 大王 女王 樹葉 肺葉 額葉 茶葉 開花 雪花 眼花 棉花 手段 階段 "
    "片段 病程 甲狀 千萬 一萬 幾萬 百萬 "
    "恐龍 沙龍 鐵馬 羅馬 斑馬 河馬 罵 打雷 地雷 不曾 未曾 已曾 可曾 魚湯 喝湯 雞湯 熱湯 泡湯 高湯".split()
)
"""Words whose last character is a surname: before a title it is not one there."""
NEVER_ALONE = frozenset("連")
"""Surnames that right before a title are more often another word: 連醫師都不知道."""
NO_GIVEN_NAMES = frozenset(
    "的了是有在我你他她您們這那看給請問和與跟科院位個專治生女男月日上下醫不沒很就都也要會嗎呢吧啊一二三四五六七八九十度痛症炎病藥術癌型性血師者等被把讓從到對於及或但而因為所以如果想說做去來用吃打開過還再又只能得"
)
"""Characters that given names do not hold (or so seldom that they are more often something else)."""
ROLES = frozenset(
    "媽媽 爸爸 爸 媽 母親 父親 病患 患者 病人 家屬 讀者 網友 民眾 醫師 醫生 護士 老師 先生 小姐 女士 太太 太 兒子 "
    "女兒 朋友 同學 學生 匿名 訪客 路人 某人 本人 無名 不詳 無 保密 頭痛 感冒 謝謝 感謝 請問 您好 你好 問題 健康 "
    "煩惱 擔心 擔心者 困擾 緊張 疑問 求助 月經 懷孕 孕婦 寶寶 小孩 小朋友 男性 女性 男生 女生 先謝謝 謹此 敬祝 順頌 "
    "台灣 台北 高雄 醫院 本院 院方 小編 阿姨 老闆 小弟 小妹 阿公 阿嬤 阿伯 老伯 老婆 老公 小兒 老人".split()
)
"""Chinese words that are no name by themselves, though some people choose them as nicknames."""
