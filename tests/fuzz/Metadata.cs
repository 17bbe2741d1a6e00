// SPDX-License-Identifier: MIT
//
// An assembly's file: heaps, tables and the PE file around them (ECMA-335 II.22 to II.25). Knows no types and no IL.
using System;
using System.Collections.Generic;
using System.Text;

/* Bytes, the least significant first */
sealed class Bytes
{
	byte [] data = new byte [256];

	public int Count { get; private set; }

	public void Byte (int value)
	{
		if (Count == data.Length)
			Array.Resize (ref data, 2 * Count);
		data [Count++] = (byte) value;
	}

	public void Half (int value)
	{
		Byte (value);
		Byte (value >> 8);
	}

	public void Word (uint value)
	{
		Half ((int) value);
		Half ((int) (value >> 16));
	}

	public void Long (ulong value)
	{
		Word ((uint) value);
		Word ((uint) (value >> 32));
	}

	public void Raw (byte [] bytes)
	{
		foreach (byte value in bytes)
			Byte (value);
	}

	/* ECMA-335 II.23.2: small numbers take fewer bytes; the most significant comes first */
	public void Compressed (uint value)
	{
		if (value < 0x80) {
			Byte ((int) value);
		} else if (value < 0x4000) {
			Byte ((int) (value >> 8 | 0x80));
			Byte ((int) value);
		} else {
			Byte ((int) (value >> 24 | 0xc0));
			Byte ((int) (value >> 16));
			Byte ((int) (value >> 8));
			Byte ((int) value);
		}
	}

	public void Align (int boundary)
	{
		while (Count % boundary != 0)
			Byte (0);
	}

	public void PutWord (int offset, uint value)
	{
		for (int i = 0; i < 4; i++)
			data [offset + i] = (byte) (value >> 8 * i);
	}

	public byte [] ToArray ()
	{
		var result = new byte [Count];
		Array.Copy (data, result, Count);
		return result;
	}
}

enum Table {
	Module = 0, TypeRef = 1, TypeDef = 2, Unused = 3, Field = 4, Method = 6, Param = 8, InterfaceImpl = 9, MemberRef = 10,
	CustomAttribute = 12, DeclSecurity = 14, ClassLayout = 15, FieldLayout = 16, StandAloneSig = 17, Event = 20, Property = 23,
	MethodImpl = 25, ModuleRef = 26, TypeSpec = 27, Assembly = 32, AssemblyRef = 35, File = 38, ExportedType = 39,
	ManifestResource = 40, GenericParam = 42, MethodSpec = 43, GenericParamConstraint = 44, Count = 45
}

sealed class Metadata
{
	/* Columns of each table: 2 or 4 bytes; S, B, G: an offset in a heap; a table's name: a row there; and the coded
	 * indexes of ECMA-335 II.24.2.6. Rows hold tokens where the file has indexes. */
	static readonly Dictionary<Table, string> columns = new Dictionary<Table, string> {
		{ Table.Module, "2 S G G G" }, { Table.TypeRef, "ResolutionScope S S" },
		{ Table.TypeDef, "4 S S TypeDefOrRef Field Method" }, { Table.Field, "2 S B" },
		{ Table.Method, "4 2 2 S B Param" }, { Table.InterfaceImpl, "TypeDef TypeDefOrRef" },
		{ Table.MemberRef, "MemberRefParent S B" }, { Table.ClassLayout, "2 4 TypeDef" },
		{ Table.CustomAttribute, "HasCustomAttribute CustomAttributeType B" },
		{ Table.FieldLayout, "4 Field" }, { Table.StandAloneSig, "B" },
		{ Table.MethodImpl, "TypeDef MethodDefOrRef MethodDefOrRef" }, { Table.TypeSpec, "B" },
		{ Table.Assembly, "4 2 2 2 2 4 B S S" }, { Table.AssemblyRef, "2 2 2 2 4 B S S B" },
		{ Table.GenericParam, "2 2 TypeOrMethodDef S" }, { Table.MethodSpec, "MethodDefOrRef B" },
	};

	static readonly Dictionary<string, Table []> coded = new Dictionary<string, Table []> {
		{ "TypeDefOrRef", new [] { Table.TypeDef, Table.TypeRef, Table.TypeSpec } },
		{ "MemberRefParent", new [] { Table.TypeDef, Table.TypeRef, Table.ModuleRef, Table.Method, Table.TypeSpec } },
		{ "MethodDefOrRef", new [] { Table.Method, Table.MemberRef } },
		{ "ResolutionScope", new [] { Table.Module, Table.ModuleRef, Table.AssemblyRef, Table.TypeRef } },
		{ "TypeOrMethodDef", new [] { Table.TypeDef, Table.Method } },
		{ "HasCustomAttribute", new [] {
			Table.Method, Table.Field, Table.TypeRef, Table.TypeDef, Table.Param, Table.InterfaceImpl, Table.MemberRef, Table.Module,
			Table.DeclSecurity, Table.Property, Table.Event, Table.StandAloneSig, Table.ModuleRef, Table.TypeSpec, Table.Assembly,
			Table.AssemblyRef, Table.File, Table.ExportedType, Table.ManifestResource, Table.GenericParam, Table.GenericParamConstraint,
			Table.MethodSpec
		} },
		{ "CustomAttributeType", new [] { Table.Unused, Table.Unused, Table.Method, Table.MemberRef, Table.Unused } },
	};

	/* Tables whose rows are sorted, and by which column (ECMA-335 II.22) */
	static readonly Dictionary<Table, int> sortedBy = new Dictionary<Table, int> {
		{ Table.InterfaceImpl, 0 }, { Table.ClassLayout, 2 }, { Table.FieldLayout, 1 }, { Table.MethodImpl, 0 },
		{ Table.GenericParam, 2 },
	};

	readonly List<uint []> [] rows = new List<uint []> [(int) Table.Count];
	readonly Bytes strings = new Bytes (), blobs = new Bytes (), userStrings = new Bytes (), guids = new Bytes ();
	readonly Dictionary<string, uint> stringOffsets = new Dictionary<string, uint> ();
	readonly Dictionary<string, uint> userStringTokens = new Dictionary<string, uint> ();
	readonly Dictionary<string, uint> blobOffsets = new Dictionary<string, uint> ();

	public Metadata ()
	{
		for (int i = 0; i < rows.Length; i++)
			rows [i] = new List<uint []> ();
		strings.Byte (0);
		blobs.Byte (0);
		userStrings.Byte (0);
	}

	/* Answers the row's token. */
	public uint Add (Table table, params uint [] values)
	{
		rows [(int) table].Add (values);
		return (uint) table << 24 | (uint) rows [(int) table].Count;
	}

	public uint Next (Table table)
	{
		return (uint) table << 24 | (uint) (rows [(int) table].Count + 1);
	}

	public uint String (string text)
	{
		uint offset;

		if (text.Length == 0)
			return 0;
		if (!stringOffsets.TryGetValue (text, out offset)) {
			offset = (uint) strings.Count;
			stringOffsets [text] = offset;
			strings.Raw (Encoding.UTF8.GetBytes (text));
			strings.Byte (0);
		}
		return offset;
	}

	public uint Blob (byte [] bytes)
	{
		string key = Convert.ToBase64String (bytes);
		uint offset;

		if (bytes.Length == 0)
			return 0;
		if (!blobOffsets.TryGetValue (key, out offset)) {
			offset = (uint) blobs.Count;
			blobOffsets [key] = offset;
			blobs.Compressed ((uint) bytes.Length);
			blobs.Raw (bytes);
		}
		return offset;
	}

	/* The token for ldstr */
	public uint UserString (string text)
	{
		uint token;

		if (userStringTokens.TryGetValue (text, out token))
			return token;
		token = 0x70000000 | (uint) userStrings.Count;
		userStringTokens [text] = token;
		userStrings.Compressed ((uint) (2 * text.Length + 1));
		userStrings.Raw (Encoding.Unicode.GetBytes (text));
		userStrings.Byte (0);
		return token;
	}

	public uint Guid (byte [] sixteen)
	{
		guids.Raw (sixteen);
		return (uint) guids.Count / 16;
	}

	/* For the table, in a coded index */
	static int Bits (string kind)
	{
		return (int) Math.Ceiling (Math.Log (coded [kind].Length, 2));
	}

	static uint Encode (string kind, uint token)
	{
		Table [] tables = coded [kind];

		return token == 0 ? 0 : (token & 0xffffff) << Bits (kind) | (uint) Array.IndexOf (tables, (Table) (token >> 24));
	}

	int Width (string column)
	{
		int bits = 0, most = 0;
		Table table;

		switch (column) {
		case "2":
			return 2;
		case "4": case "S": case "B": case "G":
			return 4;
		}
		if (coded.ContainsKey (column)) {
			bits = Bits (column);
			foreach (Table one in coded [column])
				most = Math.Max (most, rows [(int) one].Count);
		} else {
			Enum.TryParse (column, out table);
			most = rows [(int) table].Count + 1;
		}
		return most < 1 << 16 - bits ? 2 : 4;
	}

	Bytes TableStream ()
	{
		var stream = new Bytes ();
		ulong valid = 0, sorted = 0;

		for (int i = 0; i < rows.Length; i++)
			if (rows [i].Count > 0)
				valid |= 1UL << i;
		foreach (KeyValuePair<Table, int> pair in sortedBy)
			sorted |= 1UL << (int) pair.Key;
		stream.Word (0);
		stream.Half (2);
		stream.Byte (7);                         /* all heaps have offsets of 4 bytes */
		stream.Byte (1);
		stream.Long (valid);
		stream.Long (sorted);
		foreach (List<uint []> table in rows)
			if (table.Count > 0)
				stream.Word ((uint) table.Count);
		for (int i = 0; i < rows.Length; i++)
			if (rows [i].Count > 0)
				WriteTable (stream, (Table) i);
		stream.Align (4);
		return stream;
	}

	void WriteTable (Bytes stream, Table table)
	{
		string [] kinds = columns [table].Split (' ');
		int [] widths = Array.ConvertAll (kinds, Width);
		int column;

		foreach (uint [] row in rows [(int) table])
			for (int i = 0; i < kinds.Length; i++)
				if (coded.ContainsKey (kinds [i]))
					row [i] = Encode (kinds [i], row [i]);
				else if (kinds [i].Length > 1)
					row [i] &= 0xffffff;
		if (sortedBy.TryGetValue (table, out column))
			StableSort (rows [(int) table], column);
		foreach (uint [] row in rows [(int) table])
			for (int i = 0; i < kinds.Length; i++)
				if (widths [i] == 2)
					stream.Half ((int) row [i]);
				else
					stream.Word (row [i]);
	}

	static void StableSort (List<uint []> list, int column)
	{
		for (int i = 1; i < list.Count; i++)
			for (int j = i; j > 0 && list [j - 1] [column] > list [j] [column]; j--) {
				uint [] row = list [j];
				list [j] = list [j - 1];
				list [j - 1] = row;
			}
	}

	Bytes Root ()
	{
		var root = new Bytes ();
		var names = new [] { "#~", "#Strings", "#US", "#GUID", "#Blob" };
		Bytes [] streams = { TableStream (), strings, userStrings, guids, blobs };
		int offset;

		root.Word (0x424a5342);
		root.Half (1);
		root.Half (1);
		root.Word (0);
		root.Word (12);
		root.Raw (Encoding.ASCII.GetBytes ("v4.0.30319\0\0"));
		root.Half (0);
		root.Half (names.Length);
		offset = root.Count;
		foreach (string name in names)
			offset += 8 + (name.Length / 4 + 1) * 4;
		for (int i = 0; i < names.Length; i++) {
			streams [i].Align (4);
			root.Word ((uint) offset);
			root.Word ((uint) streams [i].Count);
			root.Raw (Encoding.ASCII.GetBytes (names [i]));
			root.Byte (0);
			root.Align (4);
			offset += streams [i].Count;
		}
		foreach (Bytes stream in streams)
			root.Raw (stream.ToArray ());
		return root;
	}

	public const uint TextAddress = 0x2000;
	public const int CliHeaderSize = 72;

	/* The file, of which TEXT is the one section. Its first CliHeaderSize bytes are room for the CLI header; method
	 * bodies follow. */
	public byte [] File (Bytes text)
	{
		var file = new Bytes ();
		Bytes root = Root ();
		uint size;

		text.Align (4);
		text.PutWord (0, CliHeaderSize);
		text.PutWord (4, 5 << 16 | 2);
		text.PutWord (8, TextAddress + (uint) text.Count);
		text.PutWord (12, (uint) root.Count);
		text.PutWord (16, 1);                    /* IL only */
		text.Raw (root.ToArray ());
		size = (uint) text.Count;
		text.Align (0x200);

		file.Raw (Encoding.ASCII.GetBytes ("MZ"));
		while (file.Count < 0x3c)
			file.Byte (0);
		file.Word (0x80);
		file.Align (0x80);
		file.Raw (Encoding.ASCII.GetBytes ("PE\0\0"));
		file.Half (0x14c);                       /* i386, as II.25.2.2 wants it */
		file.Half (1);
		file.Word (0);
		file.Word (0);
		file.Word (0);
		file.Half (224);
		file.Half (0x2102);                      /* a library */
		OptionalHeader (file, (uint) text.Count, size);
		file.Raw (Encoding.ASCII.GetBytes (".text\0\0\0"));
		file.Word (size);
		file.Word (TextAddress);
		file.Word ((uint) text.Count);
		file.Word (0x200);
		file.Word (0);
		file.Word (0);
		file.Word (0);
		file.Word (0x60000020);                  /* code, to execute and to read */
		file.Align (0x200);
		file.Raw (text.ToArray ());
		return file.ToArray ();
	}

	/* II.25.2.3 */
	static void OptionalHeader (Bytes file, uint fileSize, uint size)
	{
		uint [] words = {
			0x0006010b, fileSize, 0, 0, 0, TextAddress, 0, 0x400000, 0x2000, 0x200, 4, 0, 4, 0,
			TextAddress + (size + 0x1fff) / 0x2000 * 0x2000, 0x200, 0, 0x85400003, 0x100000, 0x1000, 0x100000, 0x1000, 0, 16
		};

		foreach (uint word in words)
			file.Word (word);
		for (int directory = 0; directory < 16; directory++) {
			file.Word (directory == 14 ? TextAddress : 0);
			file.Word (directory == 14 ? (uint) CliHeaderSize : 0);
		}
	}
}
