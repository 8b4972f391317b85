//! Pages being drawn from top to bottom. What does not fit on a page any more goes on the next one, which says whose it is.
//!
//! Lengths are points (1/72 inch); PDF counts heights from the bottom, this module's callers never do.

use pdf_writer::{Buf, Content, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};

use super::barcode::QUIET;
use super::bitmaps::Bitmaps;
use super::face::{Face, winansi};
use super::text::{Style, visual};

/// The size of a page and its empty edge.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    /// From left to right.
    pub width: f32,
    /// From top to bottom.
    pub height: f32,
    /// The edge that stays empty, on all sides.
    pub margin: f32,
}

const RUNNING_HEAD: Style = Style::regular(8.0);

/// How far below the top of its line a baseline is, in font sizes.
const ASCENT: f32 = 0.95;

/// The pages of one document.
pub struct Canvas {
    sheet: Sheet,
    /// What the document is, in its properties.
    title: String,
    /// Whose pages they are, on top of each but the first.
    running_head: String,
    pages: Vec<Content>,
    bitmaps: Bitmaps,
    /// From the top of the page to where the next line begins.
    top: f32,
}

impl Canvas {
    /// An empty first page.
    pub fn new(sheet: Sheet, title: String, running_head: String) -> Canvas {
        let pages = vec![Content::new()];
        Canvas {
            sheet,
            title,
            running_head,
            pages,
            bitmaps: Bitmaps::default(),
            top: sheet.margin,
        }
    }

    /// The width between the edges.
    pub fn room(&self) -> f32 {
        self.sheet.width - 2.0 * self.sheet.margin
    }

    /// Leaves some height empty, unless a page begins here.
    pub fn gap(&mut self, height: f32) {
        if self.top > self.sheet.margin {
            self.top += height;
        }
    }

    /// Makes sure that `height` fits here, on a new page if need be.
    pub fn keep(&mut self, height: f32) {
        if self.top + height > self.sheet.height - self.sheet.margin && self.top > self.sheet.margin {
            self.begin_page();
        }
    }

    fn begin_page(&mut self) {
        self.pages.push(Content::new());
        self.top = self.sheet.margin;
        let head = format!("{}, page {}", self.running_head, self.pages.len());
        self.show(RUNNING_HEAD, 0.0, &head);
        self.top += 2.0 * RUNNING_HEAD.leading();
    }

    /// A text over the whole width, in as many lines as it takes.
    pub fn paragraph(&mut self, style: Style, text: &str) {
        self.row(style, text, self.room(), None);
    }

    /// A text in a column of its own width from the left edge, and beside its first line another one, which has to fit.
    pub fn row(&mut self, style: Style, text: &str, room: f32, beside: Option<&str>) {
        for (index, line) in style.lines(text, room).iter().enumerate() {
            self.keep(style.leading());
            self.show(style, 0.0, line);
            if let Some(beside) = beside.filter(|_| index == 0) {
                self.show(style, self.room() - style.width(beside), beside);
            }
            self.top += style.leading();
        }
    }

    /// A line across the page.
    pub fn rule(&mut self) {
        self.keep(1.0);
        let (left, width, bottom) = (self.sheet.margin, self.room(), self.upward(self.top));
        self.page()
            .set_line_width(0.6)
            .move_to(left, bottom)
            .line_to(left + width, bottom)
            .stroke();
        self.top += 1.0;
    }

    /// Bars and spaces in turn over the whole width, with the white that scanners need on both sides.
    pub fn barcode(&mut self, widths: &[u8], height: f32) {
        self.keep(height);
        let modules = 2 * QUIET + widths.iter().map(|width| u16::from(*width)).sum::<u16>();
        let module = self.room() / f32::from(modules);
        let bottom = self.upward(self.top + height);
        let mut at = QUIET;
        for (index, width) in widths.iter().enumerate() {
            if index % 2 == 0 {
                let left = self.sheet.margin + f32::from(at) * module;
                self.page().rect(left, bottom, f32::from(*width) * module, height);
            }
            at += u16::from(*width);
        }
        self.page().fill_nonzero();
        self.top += height;
    }

    /// Draws one line of drawable text, `left` points from the edge.
    fn show(&mut self, style: Style, left: f32, line: &str) {
        if line.is_empty() {
            return;
        }
        let (x, y) = (
            self.sheet.margin + left,
            self.upward(self.top + style.size * ASCENT),
        );
        let mut runs: Vec<(String, Vec<u8>)> = Vec::new();
        for character in visual(line).chars() {
            let (font, code) = match winansi(character) {
                Some(code) => (face_name(style.face).to_owned(), code),
                None => {
                    let (font, code) = self.bitmaps.place(character);
                    (bitmap_name(font), code)
                }
            };
            match runs.last_mut() {
                Some((last, codes)) if *last == font => codes.push(code),
                _ => runs.push((font, vec![code])),
            }
        }
        let page = self.page();
        page.begin_text().next_line(x, y);
        for (font, codes) in runs {
            page.set_font(Name(font.as_bytes()), style.size).show(Str(&codes));
        }
        page.end_text();
    }

    fn upward(&self, from_top: f32) -> f32 {
        self.sheet.height - from_top
    }

    fn page(&mut self) -> &mut Content {
        self.pages
            .last_mut()
            .expect("invariant: there is a page from the start")
    }

    /// The document as a file.
    pub fn finish(self) -> Vec<u8> {
        let mut next = Ref::new(1);
        let (catalog, tree, info) = (next.bump(), next.bump(), next.bump());
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(tree).lang(TextStr("en"));
        pdf.document_info(info).title(TextStr(&self.title));

        let mut fonts: Vec<(String, Ref)> = Vec::new();
        for face in Face::ALL {
            let font = next.bump();
            let mut writer = pdf.type1_font(font);
            writer
                .base_font(Name(face.base_font().as_bytes()))
                .encoding_predefined(Name(b"WinAnsiEncoding"));
            writer.finish();
            fonts.push((face_name(face).to_owned(), font));
        }
        let bitmaps = self.bitmaps.write(&mut pdf, &mut next);
        fonts.extend(
            bitmaps
                .into_iter()
                .enumerate()
                .map(|(index, font)| (bitmap_name(index), font)),
        );

        let contents: Vec<Buf> = self.pages.into_iter().map(Content::finish).collect();
        let mut kids = Vec::with_capacity(contents.len());
        for content in &contents {
            let (page, stream) = (next.bump(), next.bump());
            pdf.page(page).parent(tree).contents(stream);
            pdf.stream(stream, content);
            kids.push(page);
        }
        let count = i32::try_from(kids.len()).expect("invariant: pages are few");
        let mut pages = pdf.pages(tree);
        pages.kids(kids).count(count);
        pages.media_box(Rect::new(0.0, 0.0, self.sheet.width, self.sheet.height));
        pages
            .resources()
            .fonts()
            .pairs(fonts.iter().map(|(name, font)| (Name(name.as_bytes()), *font)));
        pages.finish();
        pdf.finish()
    }
}

fn face_name(face: Face) -> &'static str {
    match face {
        Face::Regular => "R",
        Face::Bold => "B",
    }
}

fn bitmap_name(index: usize) -> String {
    format!("U{index}")
}
