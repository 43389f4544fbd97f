//! Words of the townships and of the command palette.

use super::words::Words;

impl Words {
    /// The heading of the command palette.
    #[must_use]
    pub fn palette(&self) -> &'static str {
        self.pick("命令", "Commands")
    }

    /// The keys of the command palette.
    #[must_use]
    pub fn palette_keys(&self) -> &'static str {
        self.pick("Enter 执行  Up/Down 选择  Esc 关闭", "Enter runs  Up/Down choose  Esc closes")
    }

    /// Where the palette finds nothing.
    #[must_use]
    pub fn palette_nothing(&self) -> &'static str {
        self.pick("没有找到：可用汉字、英文或拼音首字母", "nothing found: use Chinese, English, pinyin")
    }

    /// The heading of the townships in a table.
    #[must_use]
    pub fn township(&self) -> &'static str {
        self.pick("乡镇", "Township")
    }

    /// The county as a whole.
    #[must_use]
    pub fn county(&self) -> &'static str {
        self.pick("全县", "County")
    }

    /// What the shades of a table say.
    #[must_use]
    pub fn heat_legend(&self) -> &'static str {
        self.pick(
            "▁▃▅▇█ 占本列最大值之比（率和排名：本列最低到最高）  <5 小数隐去  * 连带隐去",
            "▁▃▅▇█ share of the column's highest, rates from its lowest  <5 * hidden",
        )
    }

    /// How to get to another topic.
    #[must_use]
    pub fn another_topic(&self) -> &'static str {
        self.pick("Tab 看下一专题", "Tab: next topic")
    }

    /// What to do where no township is configured.
    #[must_use]
    pub fn no_townships(&self) -> [&'static str; 3] {
        [
            self.pick("未配置乡镇", "No township is configured"),
            self.pick("配置文件写 territories = [\"城关镇\", …]", "Write territories = [\"…\"] in the file"),
            "",
        ]
    }

    /// What to do where nothing of a topic is delivered by township.
    #[must_use]
    pub fn no_breakdown(&self) -> [&'static str; 3] {
        [
            self.pick("本专题没有分乡镇数字", "Nothing of this topic by township"),
            self.pick("数据源报送 territories 后显示", "Shown once a feed sends `territories`"),
            self.another_topic(),
        ]
    }
}
