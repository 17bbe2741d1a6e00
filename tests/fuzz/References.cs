// SPDX-License-Identifier: MIT
//
// Objects: made, cast, boxed, and found in arrays.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

sealed partial class Generator
{
	void CollectReferences ()
	{
		Func<TypeName, bool> reference = type => type.IsReference;

		SafeProducer (12, reference, NewObject);
		Producer (3, reference, (type, depth) => Node.Of (type, OpCodes.Castclass, type,
			chance.Percent (15) ? Expression (TypeOver (type), depth) : NewObject (type, depth)));
		SafeProducer (3, reference, (type, depth) => Node.Of (type, OpCodes.Isinst, type, Expression (TypeOver (type), depth)));
		SafeProducer (12, type => type == TypeName.Object, Boxed);
		Producer (4, type => type.Kind == Kind.Value || type.Kind == Kind.Variable || type.IsNumber, Unboxed);
		Producer (12, type => type.Kind == Kind.Value && type != TypeName.TypedReference, NewStruct);
		Producer (3, type => type == TypeName.I4, Length);
		SafeProducer (2, type => type == TypeName.I4, TypesAreEqual);
		Producer (2, type => type == TypeName.String, NameOfMember);
		Producer (2, type => type == TypeName.String, Constrained);
		SafeProducer (1, type => type == TypeName.I4, (type, depth) => Node.Of (type, OpCodes.Sizeof, RandomType ()));
	}

	static readonly string [] words = { "", "a", "BigStep", "two words", "\u00e4\u03b2\u4e2d", "0123456789" };

	Node NewObject (TypeName type, int depth)
	{
		if (type == TypeName.String)
			return Node.Of (type, OpCodes.Ldstr, chance.Of (words));
		if (type == TypeName.Object)
			return chance.Percent (60) ? Boxed (type, depth) : NewObject (chance.Of (classes).Type, depth);
		if (type.IsArray)
			return NewArray (type, depth);
		if (type.Symbol == contract) {
			TypeName implementer = chance.Percent (60) ? chance.Of (classes).Type : chance.Of (structs).Type;
			return implementer.IsReference ? NewObject (implementer, depth) :
				Node.Of (type, OpCodes.Box, implementer, Expression (implementer, depth));
		}
		if (type.Symbol.IsDelegate)
			return frame.IsFilter ? ReadVariable (type) ?? Node.Default (type) : NewDelegate (type, depth);
		/* An object of a derived class does as well */
		int derived = classes.IndexOf (type.Symbol);
		if (derived >= 0 && chance.Percent (50))
			type = classes [chance.Between (derived, classes.Count - 1)].Type;
		return Construct (type, depth);
	}

	Node Construct (TypeName type, int depth)
	{
		var constructors = type.Symbol.Methods.Where (m => m.IsConstructor && (depth > 0 || m.Parameters.Length < 2)).ToList ();

		/* A constructor can take long. */
		if (constructors.Count == 0 || frame.IsFilter || frame.IsTight && type.Symbol.Assembly == null)
			return ReadVariable (type) ?? Node.Default (type);
		MethodSymbol constructor = chance.Of (constructors);
		var use = new MethodUse { Owner = type, Symbol = constructor };
		return Node.Of (type, OpCodes.Newobj, use, Arguments (use, depth)).Calls ();
	}

	Node NewStruct (TypeName type, int depth)
	{
		return type.Symbol.Methods.Any (m => m.IsConstructor) ? Construct (type, depth) : Node.Default (type);
	}

	Node NewDelegate (TypeName type, int depth)
	{
		int number = delegates.IndexOf (type.Symbol), way = chance.Below (4);
		var constructor = new MethodUse { Owner = type, Symbol = type.Symbol.Methods [0] };
		MethodUse target = way == 0 ? program.Methods.First (m => m.Name == "Target" + number).Use () :
			classes [0].Methods.First (m => m.Name == (way == 1 ? "Target" : "VirtualTarget") + number).Use ();
		Node closed = way == 0 ? Node.Default (TypeName.Object) : NewObject (classes [0].Type, depth);

		if (way == 3 && depth > 0)
			return Node.Then (type, body => {
				body.Op (OpCodes.Call, Library.Combine);
				body.Op (OpCodes.Castclass, type);
			}, Expression (type, depth - 1), Expression (type, depth - 1));
		return Node.Then (type, body => {
			if (way >= 2) {
				body.Op (OpCodes.Dup);
				body.Op (OpCodes.Ldvirtftn, target);
			} else {
				body.Op (OpCodes.Ldftn, target);
			}
			body.Op (OpCodes.Newobj, constructor);
		}, closed);
	}

	/* ---- Boxes and casts ------------------------------------------------------------------------------------------ */

	/* Something to cast to TYPE: mostly what succeeds */
	TypeName TypeOver (TypeName type)
	{
		return chance.Percent (50) || type.Parent == null || type.Parent.Symbol != null && type.Parent.Symbol.Assembly != null ?
			TypeName.Object : type.Parent;
	}

	TypeName BoxableType ()
	{
		TypeName type;

		do
			type = RandomType ();
		while (type.IsReference && chance.Percent (80));
		return type;
	}

	Node Boxed (TypeName result, int depth)
	{
		TypeName type = BoxableType ();

		return Node.Of (result, OpCodes.Box, type, Expression (type, depth));
	}

	Node Unboxed (TypeName type, int depth)
	{
		bool pointer = type.Kind != Kind.Variable && chance.Percent (40);
		Node boxed = chance.Percent (95) ? Node.Of (TypeName.Object, OpCodes.Box, type, Expression (type, depth)) :
			Expression (TypeName.Object, depth);

		return Node.Then (type, body => {
			body.Op (pointer ? OpCodes.Unbox : OpCodes.Unbox_Any, type);
			if (pointer)
				body.Op (OpCodes.Ldobj, type);
		}, boxed);
	}

	/* ToString by way of an address (ECMA-335 III.2.1) */
	Node Constrained (TypeName result, int depth)
	{
		TypeName type = frame.TypeVariables.Length > 0 && chance.Percent (60) ? chance.Of (frame.TypeVariables) :
			chance.Any (TypeName.I4, TypeName.I8, TypeName.String, enumeration.Type, structs [0].Type, classes [1].Type);

		return Node.Then (result, body => {
			body.Op (OpCodes.Constrained, type);
			body.Op (OpCodes.Callvirt, Library.ToText);
		}, Address (type, depth, true));
	}

	Node TypesAreEqual (TypeName result, int depth)
	{
		TypeName first = RandomType (), second = chance.Percent (50) ? first : RandomType ();

		return new Node (result, (body, node) => {
			foreach (TypeName type in new [] { first, second }) {
				body.Op (OpCodes.Ldtoken, type);
				body.Op (OpCodes.Call, Library.TypeFromHandle);
			}
			body.Op (OpCodes.Ceq);
		});
	}

	Node NameOfMember (TypeName result, int depth)
	{
		bool isField = chance.Percent (50);
		object member = isField ? (object) new FieldUse { Owner = program.Type, Symbol = chance.Of (program.Fields) } :
			chance.Of (program.Methods.Where (m => m.TypeParameters == 0).ToList ()).Use ();

		return new Node (result, (body, node) => {
			body.Op (OpCodes.Ldtoken, member);
			body.Op (OpCodes.Call, isField ? Library.FieldFromHandle : Library.MethodFromHandle);
			body.Op (OpCodes.Callvirt, Library.NameOf);
		});
	}

	/* ---- Arrays --------------------------------------------------------------------------------------------------- */

	static MethodUse ArrayMember (TypeName array, string name, TypeName result, params TypeName [] more)
	{
		return new MethodUse {
			Owner = array, Symbol = new MethodSymbol {
				Name = name, Result = result,
				Parameters = Enumerable.Repeat (TypeName.I4, array.Number).Concat (more).ToArray ()
			}
		};
	}

	Node NewArray (TypeName type, int depth)
	{
		int length = frame.IsFilter || chance.Percent (95) ? chance.Between (chance.Percent (90) ? 4 : 1, 8) : 0;
		int filled = depth > 0 && type.Element == Element.Vector && chance.Percent (50) ? Math.Min (length, 2) : 0;
		var values = new List<Node> ();

		for (int i = 0; i < filled; i++)
			values.Add (Expression (type.Of, depth - 1));
		if (type.Element == Element.Array) {
			Node [] lengths = Enumerable.Range (0, type.Number).Select (i => Node.Int (chance.Between (chance.Percent (95) ? 2 : 0, 4))).ToArray ();
			return Node.Of (type, OpCodes.Newobj, ArrayMember (type, ".ctor", TypeName.Void), lengths);
		}
		bool negative = length == 0 && chance.Percent (20), native = chance.Percent (15);
		return new Node (type, (body, node) => {
			body.Constant (negative ? -1 : length);
			if (native)
				body.Op (OpCodes.Conv_I);
			body.Op (OpCodes.Newarr, type.Of);
			for (int i = 0; i < node.Kids.Count; i++) {
				body.Op (OpCodes.Dup);
				body.Constant (i);
				body.Emit (node.Kids [i]);
				StoreElement (body, type.Of);
			}
		}, values.ToArray ());
	}

	/* Mostly one that is there: arrays of one dimension have up to 8 elements, others up to 4 in each */
	Node Index (int depth, int dimensions)
	{
		bool native = chance.Percent (15);
		int mask = chance.Percent (94) ? dimensions > 1 ? 1 : chance.Any (0, 1, 3, 3) : chance.Any (7, 15, -1);

		return Node.Then (TypeName.I4, body => {
			if (mask >= 0) {
				body.Constant (mask);
				body.Op (OpCodes.And);
			}
			/* Beyond 32 bits, mini looks at the lower half only. */
			if (native)
				body.Op (OpCodes.Conv_I);
		}, Expression (TypeName.I4, depth));
	}

	static readonly Dictionary<Element, OpCode> elementLoads = new Dictionary<Element, OpCode> {
		{ Element.I1, OpCodes.Ldelem_I1 }, { Element.U1, OpCodes.Ldelem_U1 }, { Element.Boolean, OpCodes.Ldelem_U1 },
		{ Element.I2, OpCodes.Ldelem_I2 }, { Element.U2, OpCodes.Ldelem_U2 }, { Element.Char, OpCodes.Ldelem_U2 },
		{ Element.I4, OpCodes.Ldelem_I4 }, { Element.U4, OpCodes.Ldelem_U4 }, { Element.I8, OpCodes.Ldelem_I8 },
		{ Element.U8, OpCodes.Ldelem_I8 }, { Element.I, OpCodes.Ldelem_I }, { Element.U, OpCodes.Ldelem_I },
		{ Element.R4, OpCodes.Ldelem_R4 }, { Element.R8, OpCodes.Ldelem_R8 },
	};
	static readonly Dictionary<Element, OpCode> elementStores = new Dictionary<Element, OpCode> {
		{ Element.I1, OpCodes.Stelem_I1 }, { Element.U1, OpCodes.Stelem_I1 }, { Element.Boolean, OpCodes.Stelem_I1 },
		{ Element.I2, OpCodes.Stelem_I2 }, { Element.U2, OpCodes.Stelem_I2 }, { Element.Char, OpCodes.Stelem_I2 },
		{ Element.I4, OpCodes.Stelem_I4 }, { Element.U4, OpCodes.Stelem_I4 }, { Element.I8, OpCodes.Stelem_I8 },
		{ Element.U8, OpCodes.Stelem_I8 }, { Element.I, OpCodes.Stelem_I }, { Element.U, OpCodes.Stelem_I },
		{ Element.R4, OpCodes.Stelem_R4 }, { Element.R8, OpCodes.Stelem_R8 },
	};

	void LoadElement (Body body, TypeName type, bool general)
	{
		OpCode op;

		if (!general && type.IsReference)
			body.Op (OpCodes.Ldelem_Ref);
		else if (!general && type.Symbol == null && elementLoads.TryGetValue (type.Element, out op))
			body.Op (op);
		else
			body.Op (OpCodes.Ldelem, type);
	}

	void StoreElement (Body body, TypeName type, bool general = false)
	{
		OpCode op;

		if (!general && type.IsReference)
			body.Op (OpCodes.Stelem_Ref);
		else if (!general && type.Symbol == null && elementStores.TryGetValue (type.Element, out op))
			body.Op (op);
		else
			body.Op (OpCodes.Stelem, type);
	}

	TypeName ArrayOf (TypeName type)
	{
		var found = types.Where (t => t.IsArray && t.Of == type).ToList ();

		if (frame.TypeVariables.Contains (type))
			found.Add (type.Vector);
		return found.Count > 0 ? chance.Of (found) : null;
	}

	/* An object to look into: mostly one that is there */
	Node Target (TypeName type, int depth)
	{
		Node value = Expression (type, depth), instead;

		if (!type.IsReference || chance.Percent (8))
			return value;
		instead = NewObject (type, 0);
		return new Node (type, (body, node) => {
			var found = new Label ();

			body.Emit (node.Kids [0]);
			body.Op (OpCodes.Dup);
			body.Op (OpCodes.Brtrue, found);
			body.Op (OpCodes.Pop);
			body.Emit (node.Kids [1]);
			body.Mark (found);
		}, value, instead);
	}

	/* An array and the indexes of an element */
	Node [] Place (TypeName array, int depth)
	{
		return new [] { Target (array, depth) }.Concat (Enumerable.Range (0, array.Number).Select (i => Index (Math.Min (depth, 2), array.Number))).ToArray ();
	}

	Node ReadElement (TypeName type, int depth)
	{
		TypeName array = ArrayOf (type);
		bool general = chance.Percent (30), certain = array != null && array.Element == Element.Vector && chance.Percent (6);

		if (array == null)
			return null;
		if (array.Element == Element.Array)
			return Node.Of (type, OpCodes.Call, ArrayMember (array, "Get", type), Place (array, depth));
		if (certain)                            /* an element that is there: no check is needed */
			return Node.Then (type, body => {
				body.Constant (3);
				body.Op (OpCodes.Newarr, type);
				body.Constant (2);
				body.Unchecked (6);
				LoadElement (body, type, general);
			});
		return Node.Then (type, body => LoadElement (body, type, general), Place (array, depth));
	}

	Node Length (TypeName type, int depth)
	{
		TypeName array = chance.Of (types.Where (t => t.Element == Element.Vector).ToList ());

		return Node.Then (type, body => {
			body.Op (OpCodes.Ldlen);
			body.Op (OpCodes.Conv_I4);
		}, Target (array, depth));
	}
}
