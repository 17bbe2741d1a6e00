// SPDX-License-Identifier: MIT
//
// Expressions of every type: the table of what can make a value, and what fits all types.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

sealed partial class Generator
{
	sealed class Maker
	{
		public int Weight;
		public bool IsSafe;                    /* throws nothing */
		public Func<TypeName, bool> Makes;     /* values of this type */
		public Func<TypeName, int, Node> Make; /* with operands of this depth; null if it cannot here */
	}

	readonly List<Maker> producers = new List<Maker> ();

	void Producer (int weight, Func<TypeName, bool> makes, Func<TypeName, int, Node> make)
	{
		producers.Add (new Maker { Weight = weight, Makes = makes, Make = make });
	}

	void SafeProducer (int weight, Func<TypeName, bool> makes, Func<TypeName, int, Node> make)
	{
		producers.Add (new Maker { Weight = weight, IsSafe = true, Makes = makes, Make = make });
	}

	void CollectProducers ()
	{
		Func<TypeName, bool> any = type => type.Kind != Kind.ManagedPointer;

		SafeProducer (14, any, (type, depth) => ReadVariable (type));
		SafeProducer (6, any, (type, depth) => ReadField (type, depth));
		Producer (5, any, (type, depth) => ReadElement (type, depth));
		Producer (4, any, (type, depth) => Indirect (type, depth));
		SafeProducer (4, any, (type, depth) => Choice (type, depth));
		SafeProducer (2, any, (type, depth) => SwitchedValue (type, depth));
		SafeProducer (2, any, (type, depth) => Assigned (type, depth));
		CollectNumbers ();
		CollectReferences ();
		CollectCalls ();
		CollectMemory ();
		CollectSizes ();
		CollectAddresses ();
	}

	/* A value of TYPE */
	Node Expression (TypeName type, int depth)
	{
		frame.Budget--;
		if (type.Kind == Kind.ManagedPointer)
			return Address (type.Of, depth, false);
		if (type.Element == Element.Pointer)
			return OutlivingAddress (type);
		if (depth > 0 && frame.Budget > 0) {
			for (int attempt = 0; attempt < 4; attempt++) {
				Node node = ChooseProducer (type).Make (type, depth - 1);
				if (node != null)
					return node;
			}
		}
		return Leaf (type);
	}

	bool Suits (Maker producer, TypeName type)
	{
		return (producer.IsSafe || frame.MayThrow) && producer.Makes (type);
	}

	Maker ChooseProducer (TypeName type)
	{
		int total = 0, chosen;

		foreach (Maker producer in producers)
			if (Suits (producer, type))
				total += producer.Weight;
		chosen = chance.Below (total);
		foreach (Maker producer in producers)
			if (Suits (producer, type) && (chosen -= producer.Weight) < 0)
				return producer;
		throw new InvalidOperationException ("nothing makes " + type);
	}

	Node Leaf (TypeName type)
	{
		Node node = chance.Percent (60) ? ReadVariable (type) : null;

		if (node == null && type.IsNumber)
			node = Number (type);
		if (node == null && type.IsReference && chance.Percent (70))
			node = NewObject (type, 0);
		return node ?? ReadVariable (type) ?? Node.Default (type);
	}

	Node Value (TypeName type)
	{
		return Expression (type, chance.Between (1, 4));
	}

	Node Read (Variable variable)
	{
		return new Node (variable.Type, (body, node) => variable.Load (body));
	}

	Variable FindVariable (Func<Variable, bool> fits)
	{
		var found = frame.Variables.Where (fits).ToList ();

		return found.Count > 0 ? chance.Of (found) : null;
	}

	Node ReadVariable (TypeName type)
	{
		Variable variable = FindVariable (v => v.Type.Fits (type) || type.Kind == Kind.Int32 && v.Type == type.Underlying);

		return variable == null ? null : Read (variable);
	}

	void Prefix (Body body, bool isVolatile)
	{
		if (isVolatile)
			body.Op (OpCodes.Volatile);
	}

	/* Fields of TYPE in objects and structs that can be reached from here */
	FieldUse FindField (TypeName type, bool isStatic)
	{
		var found = fields.Where (f => f.Symbol.IsStatic == isStatic && f.Type.Fits (type) && (frame.MayThrow || !MayFail (f))).ToList ();

		if (!isStatic && frame.TypeVariables.Length > 0 && frame.TypeVariables.Contains (type))
			foreach (TypeSymbol generic in new [] { genericClass, genericStruct })
				found.Add (new FieldUse { Owner = generic.Instance (type), Symbol = generic.Fields [0] });
		return found.Count > 0 ? chance.Of (found) : null;
	}

	/* The class's static constructor may throw. */
	bool MayFail (FieldUse field)
	{
		return field.Owner.Symbol == initialized;
	}

	Node ReadField (TypeName type, int depth)
	{
		bool isStatic = frame.IsFilter || chance.Percent (50), isVolatile = chance.Percent (5);
		FieldUse field = FindField (type, isStatic);

		if (field == null)
			return null;
		return Node.Then (field.Type, body => {
			if (!isStatic && field.Owner.Kind != Kind.Value && IsStruct (field.Type))
				ThrowIfNull (body);
			Prefix (body, isVolatile);
			body.Op (isStatic ? OpCodes.Ldsfld : OpCodes.Ldfld, field);
		}, isStatic ? new Node [0] : new [] { Owner (field, depth) });
	}

	/* What a field is found in: an object, a struct, or a struct's address */
	Node Owner (FieldUse field, int depth)
	{
		return field.Owner.Kind == Kind.Value && chance.Percent (70) ? Address (field.Owner, depth, true) : Target (field.Owner, depth);
	}

	/* A condition decides between two values, with whatever lies on the stack below. */
	Node Choice (TypeName type, int depth)
	{
		Node condition = Condition (depth), first = Expression (type, depth), second = Expression (type, depth);
		bool wanted = chance.Percent (50);

		return new Node (type, (body, node) => {
			Label otherwise = new Label (), end = new Label ();

			Node.JumpIf (body, node.Kids [0], wanted, otherwise);
			body.Emit (node.Kids [1]);
			body.Op (OpCodes.Br, end);
			body.Mark (otherwise);
			body.Emit (node.Kids [2]);
			body.Mark (end);
		}, condition, first, second);
	}

	Node SwitchedValue (TypeName type, int depth)
	{
		var kids = new List<Node> { Expression (TypeName.I4, depth) };
		int cases = chance.Between (2, 5);
		bool masks = chance.Percent (70);

		for (int i = 0; i <= cases; i++)
			kids.Add (Expression (type, Math.Min (depth, 1)));
		return new Node (type, (body, node) => {
			Label end = new Label ();
			Label [] labels = Enumerable.Range (0, cases).Select (i => new Label ()).ToArray ();

			body.Emit (node.Kids [0]);
			if (masks) {
				body.Constant (7);
				body.Op (OpCodes.And);
			}
			body.Op (OpCodes.Switch, labels);
			body.Emit (node.Kids [cases + 1]);
			for (int i = 0; i < cases; i++) {
				body.Op (OpCodes.Br, end);
				body.Mark (labels [i]);
				body.Emit (node.Kids [i + 1]);
			}
			body.Mark (end);
		}, kids.ToArray ());
	}

	/* The value of an assignment */
	Node Assigned (TypeName type, int depth)
	{
		Variable variable = FindVariable (v => !v.IsReadOnly && v.Type == type);

		if (variable == null)
			return null;
		return Node.Then (type, body => {
			body.Op (OpCodes.Dup);
			variable.Store (body);
		}, Expression (type, depth));
	}
}
