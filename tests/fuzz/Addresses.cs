// SPDX-License-Identifier: MIT
//
// Arithmetic on the addresses of locals and arguments. Only integers are looked at in parts: of floating point the bits of
// a NaN could be seen, and of references nothing may be changed. A read that is wider than its place is good for what lies
// in the place; the rest is dropped.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

sealed partial class Generator
{
	/* The bytes of an integer that has nothing but bytes in it; of other types, 0 */
	static int WidthOf (TypeName type)
	{
		if (type.Symbol != null)
			return 0;
		switch (type.Element) {
		case Element.I1: case Element.U1: return 1;
		case Element.I2: case Element.U2: case Element.Char: return 2;
		case Element.I4: case Element.U4: return 4;
		case Element.I8: case Element.U8: case Element.I: case Element.U: return 8;
		default: return 0;
		}
	}

	/* The same of a struct of such integers without gaps */
	static int PlaceWidth (TypeName type)
	{
		if (type.Symbol == null || type.Symbol.SizeClass == null || type.Symbol.Fields.Count == 0)
			return WidthOf (type);
		int [] widths = type.Symbol.Fields.Select (f => WidthOf (f.Type)).ToArray ();
		int sum = widths.Sum ();
		return widths.All (w => w > 0 && (type.Symbol.Pack == 1 || sum % w == 0)) && IsGapless (widths, type.Symbol.Pack) ? sum : 0;
	}

	static bool IsGapless (int [] widths, int pack)
	{
		int offset = 0;

		foreach (int width in widths) {
			if (offset % Math.Min (width, pack == 0 ? 8 : pack) != 0)
				return false;
			offset += width;
		}
		return true;
	}

	void CollectAddresses ()
	{
		SafeProducer (3, type => WidthOf (type) > 0, ReadWithin);
		SafeProducer (1, type => type == TypeName.I4, DistanceWithin);
		SafeProducer (1, type => type == TypeName.I4, AddressesCompared);
		SafeProducer (2, type => type.IsInteger && type.Symbol == null && type.Element != Element.Pointer, ReadWider);
		SafeProducer (2, type => WidthOf (type) > 0 && WidthOf (type) <= 4, StructOver);
	}

	/* The address of a part of a local: of WIDTH bytes, at a multiple of ALIGNMENT. Null if there is no such local. If it
	 * is not UNMANAGED it points to the type of the local, and mini takes it for no other. */
	Node AddressWithin (TypeName type, int width, int alignment, bool onlyReads, bool unmanaged, int depth)
	{
		Variable place = FindVariable (v => PlaceWidth (v.Type) > 0 && PlaceWidth (v.Type) >= width && v.Type != type && !v.IsReadOnly &&
			(onlyReads || v.Type.Element != Element.Char));

		if (place == null)
			return null;
		int last = (PlaceWidth (place.Type) - width) / alignment, mask = 0;
		while ((mask << 1 | 1) <= last)
			mask = mask << 1 | 1;
		if (mask == 0 || chance.Percent (40))
			return ConstantAddress (type, place, chance.Between (0, last) * alignment, unmanaged);
		bool wide = chance.Percent (40);
		return new Node (type.Pointer, (body, node) => {
			place.Address (body);
			body.Emit (node.Kids [0]);
			body.Constant (mask);
			body.Op (OpCodes.And);
			if (alignment > 1) {
				body.Constant (alignment);
				body.Op (OpCodes.Mul);
			}
			if (wide)
				body.Op (OpCodes.Conv_I);
			body.Op (OpCodes.Add).Shape = Shapes.Within;
			if (unmanaged)
				body.Op (OpCodes.Conv_U);
		}, Expression (TypeName.I4, depth));
	}

	/* At OFFSET, in one of four ways */
	Node ConstantAddress (TypeName type, Variable place, int offset, bool unmanaged)
	{
		int way = chance.Below (4), more = chance.Below (PlaceWidth (place.Type) - offset);

		return new Node (type.Pointer, (body, node) => {
			if (way == 0) {
				body.Constant (offset);
				body.Op (OpCodes.Conv_I);
			}
			place.Address (body);
			if (way == 1)
				body.Op (OpCodes.Conv_U);
			if (way != 0)
				body.Constant (way == 2 ? offset + more : offset);
			body.Op (OpCodes.Add).Shape = Shapes.Within;
			if (way == 2) {
				body.Constant (more);
				body.Op (OpCodes.Sub);
			}
			if (unmanaged)
				body.Op (OpCodes.Conv_U);
		});
	}

	Node ReadWithin (TypeName type, int depth)
	{
		int width = WidthOf (type);
		bool unaligned = chance.Percent (30), general = chance.Percent (30);
		Node address = AddressWithin (type, width, unaligned ? 1 : width, true, false, depth);

		if (address == null)
			return null;
		return Node.Then (type, body => {
			if (unaligned)
				body.Op (OpCodes.Unaligned, (byte) 1);
			LoadIndirect (body, type, general);
		}, address);
	}

	Node DistanceWithin (TypeName type, int depth)
	{
		Variable place = FindVariable (v => PlaceWidth (v.Type) > 0 && !v.IsReadOnly);

		if (place == null)
			return null;
		int offset = chance.Between (0, PlaceWidth (place.Type));
		bool unmanaged = chance.Percent (30);
		return new Node (type, (body, node) => {
			place.Address (body);
			body.Constant (offset);
			body.Op (OpCodes.Add);
			if (unmanaged)
				body.Op (OpCodes.Conv_U);
			place.Address (body);
			body.Op (OpCodes.Sub).Shape = Shapes.Distance;
			body.Op (OpCodes.Conv_I4);
		});
	}

	/* Of two locals, or of two places in one */
	Node AddressesCompared (TypeName type, int depth)
	{
		Variable one = FindVariable (v => PlaceWidth (v.Type) > 0 && !v.IsReadOnly),
			other = chance.Percent (50) ? one : FindVariable (v => PlaceWidth (v.Type) > 0 && !v.IsReadOnly);

		if (one == null)
			return null;
		int first = chance.Below (PlaceWidth (one.Type)), second = chance.Below (PlaceWidth (other.Type));
		OpCode comparison = one == other ? chance.Any (OpCodes.Ceq, OpCodes.Clt_Un, OpCodes.Cgt_Un) : OpCodes.Ceq;
		return new Node (type, (body, node) => {
			one.Address (body);
			body.Constant (first);
			body.Op (OpCodes.Add);
			other.Address (body);
			body.Constant (second);
			body.Op (OpCodes.Add);
			body.Op (comparison).Shape = Shapes.Compared;
		});
	}

	/* Which bytes of a place's value are there when more is read */
	static OpCode Narrowing (TypeName type)
	{
		return type == TypeName.Boolean ? OpCodes.Conv_U1 : conversions [type.Underlying.Element];
	}

	Node ReadWider (TypeName type, int depth)
	{
		int width = type == TypeName.Boolean ? 1 : WidthOf (type);
		TypeName wider = width < 4 ? chance.Any (TypeName.I4, TypeName.U4, TypeName.I8) : width < 8 ? TypeName.I8 : null;
		Variable place = FindVariable (v => v.Type == type && !v.IsReadOnly);
		bool unmanaged = chance.Percent (40);

		if (wider == null || place == null)
			return null;
		return new Node (type, (body, node) => {
			place.Address (body);
			if (unmanaged)
				body.Op (OpCodes.Conv_U);
			body.Op (indirectLoads [wider.Element]).Shape = Shapes.Wider;
			body.Op (Narrowing (type));
		});
	}

	/* A struct is read where only its first field is. */
	Node StructOver (TypeName type, int depth)
	{
		TypeSymbol over = chance.Of (sized);
		Variable place = FindVariable (v => v.Type == type && !v.IsReadOnly);

		if (place == null || !ReachesOver (over, type))
			return null;
		return ReadOver (over, place);
	}

	static bool ReachesOver (TypeSymbol over, TypeName type)
	{
		return WidthOf (type) > 0 && PlaceWidth (over.Type) > WidthOf (type) && over.Fields [0].Type == type;
	}

	/* The same of a local of its own, if the program has such a struct */
	Node ObservedOver ()
	{
		TypeSymbol over = sized.FirstOrDefault (s => s.Fields.Count > 0 && ReachesOver (s, s.Fields [0].Type));

		if (over == null)
			return Node.Block ();
		TypeName type = over.Fields [0].Type;
		var place = new Variable { Type = type, Local = new Local (type) };
		return Node.Block (Store (place, Number (type)), Observed (ReadOver (over, place)));
	}

	static Node ReadOver (TypeSymbol over, Variable place)
	{
		return new Node (place.Type, (body, node) => {
			var copy = new Local (over.Type);

			place.Address (body);
			body.Op (OpCodes.Ldobj, over.Type).Shape = Shapes.WiderStruct;
			body.Store (copy);
			body.Address (copy);
			body.Op (OpCodes.Ldfld, new FieldUse { Owner = over.Type, Symbol = over.Fields [0] });
		});
	}

	/* All of a local's bytes, by an address that goes on from one to the next */
	Node WalkLocal ()
	{
		Variable place = FindVariable (v => PlaceWidth (v.Type) > 0 && !v.IsReadOnly);
		bool managed = chance.Percent (50);

		if (place == null || frame.Loops >= TightDepth)
			return null;
		int width = PlaceWidth (place.Type);
		return new Node (TypeName.Void, (body, node) => {
			TypeName address = managed ? place.Type.Pointer : TypeName.U1.Unmanaged;
			Local next = new Local (address), end = new Local (address), sum = new Local (TypeName.I4);
			var top = new Label ();

			body.Constant (0);
			body.Store (sum);
			place.Address (body);
			if (!managed)
				body.Op (OpCodes.Conv_U);
			body.Store (next);
			body.Load (next);
			body.Constant (width);
			body.Op (OpCodes.Add);
			body.Store (end);
			body.Mark (top);
			body.Load (sum);
			body.Constant (31);
			body.Op (OpCodes.Mul);
			body.Load (next);
			body.Op (OpCodes.Ldind_U1).Shape = Shapes.Walked;
			body.Op (OpCodes.Add);
			body.Store (sum);
			body.Load (next);
			body.Constant (1);
			body.Op (OpCodes.Add);
			body.Store (next);
			body.Load (next);
			body.Load (end);
			body.Op (OpCodes.Blt_Un, top);
			body.Load (sum);
			body.Op (OpCodes.Call, Library.Observe (TypeName.I4));
		});
	}
}
